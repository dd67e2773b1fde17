story "a mail leaves while the document goes on, and another one after the call"
config mail.server = "mail.example"
config mail.from = "Telephone <phone@example.com>"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Email to='bob@example.com' cc='carol@example.com,dave@example.com' bcc='eve@example.com' subject='Missed call'>Alice called.</Email><Say>Goodbye</Say><Pause length='60'/><Email from='bot@example.com' to='bob@example.com'>And she has hung up.</Email></Response>"
phone alice

play
  alice calls +15550100
  alice hears "Goodbye" for 420ms
  alice hangs up

expect
  mailed to bob@example.com with Subject="Missed call" Body="Alice called." From="Telephone <phone@example.com>" Cc~dave@example.com
  mailed to bob@example.com with From=bot@example.com Body~"hung up" Subject~telephone no Cc
  mailed to eve@example.com with Bcc=eve@example.com
  mailed to mallory@example.com never
  notes no mail_not_sent
