story "A caller leaves the queue by a key and leaves a message"
number +15550100 -> /leave-queue.xml
phone alice number +15550001

play
  alice calls +15550100
  alice hears "Press one to leave a message" for 1680ms 1 time
  alice presses 1
  alice hears "After the beep, please" for 1320ms
  alice hears beep
  alice says 2s
  after 500ms
  alice presses #
  alice gets BYE

expect
  asked /leave-queue.wait.xml with QueuePosition=1 CurrentQueueSize=1
  asked /leave-queue.out.xml with Digits=1
  asked /leave-queue.message.xml with QueueResult=leave QueueSid~QU
  asked /leave-queue.bye.xml with Digits=# RecordingDuration=3
  recording of alice holds alice for 2s
  recording of alice is 2680ms long
  recording of alice never holds beep
