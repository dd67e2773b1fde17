story "of a marked-up text each piece is heard in its language and at its pace, with the pauses between"
number +15550100 -> /main.xml
web /main.xml: 200 "<Response><Say>Hello there<lang xml:lang='es-ES'>buenos dias</lang><break strength='strong'/><prosody rate='fast'>quickly now</prosody><say-as interpret-as='digits'>90 21</say-as><break time='1200ms'/><prosody rate='50%'>slowly</prosody></Say></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets BYE

expect
  notes no 13521
  # Pauses: 750 ms by the strength, and as written. Characters take 60 ms, 40 ms when fast, 120 ms at half the pace.
  alice hears "Hello there" for 660ms, "buenos dias" in es-ES for 660ms, silence for 750ms, "quickly now" for 440ms
  alice hears "9 0 2 1" for 420ms, silence for 1200ms, "slowly" for 720ms
