//! The streams of the town: what the house wants of them, what is on its way, what comes of it.

use super::{Happening, Town};
use crate::call::RequestId;
use crate::call::stream::{News, Request};
use crate::engine::Input;
use crate::media::Output;
use crate::sim::sockets::{Given, Post, Posts};
use crate::sim::transcript::Scene;

impl Town {
    /// The engine wants something of a stream.
    pub(super) fn stream(&mut self, id: RequestId, request: Request) {
        let trip = self.net.round_trip();
        let posts = match request {
            Request::Open(opening) => {
                let (call, method, place, event) = (opening.call, "WS", opening.url.clone(), None);
                self.transcript.push(self.now, Scene::Request { call, method, place, event });
                self.sockets.connect(self.now, id, *opening, trip)
            }
            Request::Press(key) => self.sockets.press(id, key, trip / 2),
            Request::Close => self.sockets.close(id, trip / 2),
        };
        self.post(id, posts);
    }

    /// The media board has something of a fork.
    pub(super) fn forked(&mut self, output: &Output) {
        if let Some((id, posts)) = self.sockets.fork(output, self.net.round_trip() / 2) {
            self.post(id, posts);
        }
    }

    /// Something of a stream has arrived.
    pub(super) fn arrived(&mut self, id: RequestId, post: Post) {
        let means = (self.net.round_trip() / 2, &mut self.repertoire);
        let (given, posts) = self.sockets.arrive(self.now, id, post, means);
        self.post(id, posts);
        for given in given {
            match given {
                Given::Command(command) => self.house.feed(self.now, command),
                Given::News(news) => {
                    let (text, good) = match &news {
                        News::Opened => ("101 stream".to_owned(), true),
                        News::Closed => ("stream closed".to_owned(), true),
                        News::Failed(why) => (format!("stream: {why}"), false),
                    };
                    self.transcript.push(self.now, Scene::Response { place: String::new(), text, good });
                    self.house.handle(self.now, Input::Stream { id, news });
                }
            }
        }
    }

    fn post(&mut self, id: RequestId, posts: Posts) {
        for (after, post) in posts {
            self.at(self.now + after, Happening::Post { id, post });
        }
    }
}
