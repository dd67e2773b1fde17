// A stream server as the library's own manual has it: what comes is saved as a file by
// twilio-media-stream-save-audio-file, and sent back where the path of the stream is /echo.
//   node server.js FOLDER   prints its port, then what it is told
const { WebSocketServer } = require("ws");
const TwilioMediaStreamSaveAudioFile = require("twilio-media-stream-save-audio-file");

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("listening", () => console.log(`port ${server.address().port}`));
server.on("connection", (socket, request) => {
  const saver = new TwilioMediaStreamSaveAudioFile({
    saveLocation: process.argv[2],
    saveFilename: "saved",
    onSaved: () => console.log("saved"),
  });
  saver.setWebsocket(socket);
  let chunks = 0;
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    switch (message.event) {
      case "connected":
        console.log(`connected ${message.protocol} ${message.version}`);
        break;
      case "start":
        console.log(`start ${message.start.mediaFormat.encoding} ${message.start.customParameters.topic}`);
        saver.twilioStreamStart();
        break;
      case "media":
        saver.twilioStreamMedia(message.media.payload);
        if (request.url === "/echo") {
          const { streamSid, media } = message;
          socket.send(JSON.stringify({ event: "media", streamSid, media: { payload: media.payload } }));
          // Six seconds are enough of it.
          if (++chunks === 300) socket.send(JSON.stringify({ event: "mark", streamSid, mark: { name: "enough" } }));
        }
        break;
      case "mark":
        console.log(`mark ${message.mark.name}`);
        saver.twilioStreamStop();
        socket.close();
        break;
      case "dtmf":
        console.log(`dtmf ${message.dtmf.digit}`);
        break;
      case "stop":
        console.log("stop");
        saver.twilioStreamStop();
        break;
    }
  });
});
