story "an empty finishOnKey is the hash key where the switch says so"
number +15550100 -> /main.xml
config compat.gather_no_finish_key = "hash"
web /main.xml: 200 "<Response><Gather finishOnKey='' timeout='30' action='/done.xml'/></Response>"
web /done.xml: 200 "<Response><Hangup/></Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 200
  after 1s
  alice presses "1#"
  alice gets BYE within 5s

expect
  asked /done.xml with Digits=1
