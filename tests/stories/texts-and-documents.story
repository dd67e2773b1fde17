story "documents of texts: Redirect and action lead on, plain text is the answer, other verbs are told of, a fallback is asked"
number +15550100 -> /main.xml texts /text.xml
number +15550101 -> /main.xml texts /plain
number +15550102 -> /main.xml texts /gone
number +15550103 -> /main.xml
config numbers."+15550102".sms_fallback_url = "http://app.example/oops.xml"
web /text.xml: 200 "<Response><Say>hello</Say><Redirect>/next.xml</Redirect><Message>never</Message></Response>"
web /next.xml: 200 "<Response><Message action='/sent.xml'>one</Message><Message>never</Message></Response>"
web /sent.xml: 200 "<Response><Message>two</Message><Message/></Response>"
web /plain: 200 "plain words" type "text/plain"
web /gone: 500
web /oops.xml: 200 "<Response><Message>sorry</Message></Response>"
phone bob number +15550002

play
  bob asks MESSAGE +15550100 saying hello
  bob gets MESSAGE
  bob gets MESSAGE
  bob asks MESSAGE +15550101 saying hello
  bob gets MESSAGE
  bob asks MESSAGE +15550102 saying hello
  bob gets MESSAGE
  bob asks MESSAGE +15550103 saying hello
  bob gets 404

expect
  bob gets 202
  bob gets MESSAGE with Body=one
  bob gets MESSAGE with Body=two
  bob gets MESSAGE with Body="plain words"
  bob gets MESSAGE with Body=sorry
  asked /sent.xml with SmsStatus=sent From=+15550100 To=+15550002 Body=hello
  asked /oops.xml with ErrorCode=11200
  asked /text.xml 1 time
  notes 14110
  notes 14103
  notes no_application
