story "the document is no XML"
number +15550100 -> /unparsable.xml
web /unparsable.xml: 200 "%%<Response>"
phone alice number +15550001

play
  alice calls +15550100
  alice gets 500

expect
  alice gets 500 with Reason~Problem_to_parse_downloaded_RCML
  alice ends failed 500
  notes 12100
