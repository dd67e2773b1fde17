story "a vendor's voice speaks its own language, unless another stands beside it"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say voice='Polly.Conchita'>Hola amigos</Say><Say voice='Google.fr-FR-Standard-A'>Bonjour tous</Say><Gather timeout='1'><Say voice='Polly.Hans-Neural'>Guten Tag</Say></Gather><Say voice='Polly.Conchita' language='en-gb'>Good morning</Say><Say voice='Acme.clerk'>Good bye</Say><Say voice='Polly.Vitória'>Bom dia</Say><Say voice='Woman'>So long</Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes no 13511
  notes no 13512
  alice hears "Hola amigos" by Polly.Conchita in es-ES for 660ms, "Bonjour tous" by Google.fr-FR-Standard-A in fr-FR for 720ms
  alice hears "Guten Tag" in de-DE for 540ms, "Good morning" by Polly.Conchita in en-GB for 720ms, "Good bye" in en for 480ms, "Bom dia" in pt-BR for 420ms, "So long" by woman in en for 420ms
