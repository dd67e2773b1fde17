//! Mails over SMTP, by lettre: a queue of bounded length and one task that sends one mail after the other. What comes
//! of each is told once. Nothing here waits for a mail server but that task.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::sync::mpsc;

use crate::call::RequestId;
use crate::call::mail::Mail;
use crate::engine::{Mail as Settings, MailTls};

type Transport = AsyncSmtpTransport<Tokio1Executor>;
type Queued = (RequestId, Box<Mail>);

/// Takes mails and hands them to the server.
#[derive(Debug)]
pub(crate) struct Mailer(Option<mpsc::Sender<Queued>>);

/// What became of a mail.
pub(crate) type Outcome = Result<(), String>;

/// Why there is no mailer.
#[derive(Debug, thiserror::Error)]
#[error("mail.server: {0}; write the name or address of a mail server")]
pub struct MailError(smtp::Error);

impl Mailer {
    /// Begins; `told` hears what became of each mail. To be called inside the runtime.
    #[expect(clippy::disallowed_methods, reason = "mails are sent by a task beside the loop")]
    pub(crate) fn start(
        settings: &Settings,
        told: impl Fn(RequestId, Outcome) + Send + Sync + 'static,
    ) -> Result<Self, MailError> {
        let Some(transport) = transport(settings).map_err(MailError)? else { return Ok(Self(None)) };
        let (queue, mut mails) = mpsc::channel::<Queued>(settings.queue.max(1));
        tokio::spawn(async move {
            while let Some((id, mail)) = mails.recv().await {
                told(id, send(&transport, &mail).await);
            }
        });
        Ok(Self(Some(queue)))
    }

    /// Queues a mail. Where it cannot be, the outcome is known at once.
    pub(crate) fn send(&self, id: RequestId, mail: Box<Mail>) -> Outcome {
        let Some(queue) = &self.0 else { return Err("[mail] server is not set".into()) };
        queue.try_send((id, mail)).map_err(|_| "too many mails wait: see [mail] queue".to_owned())
    }
}

fn transport(settings: &Settings) -> Result<Option<Transport>, smtp::Error> {
    let Some(server) = &settings.server else { return Ok(None) };
    let builder = match settings.tls {
        MailTls::Starttls => Transport::starttls_relay(server)?,
        MailTls::Tls => Transport::relay(server)?,
        MailTls::None => Transport::builder_dangerous(server),
    };
    let builder = builder.port(settings.port()).timeout(Some(Duration::from_secs(settings.timeout)));
    let builder = match &settings.username {
        Some(username) => builder.credentials(Credentials::new(username.clone(), settings.password.clone())),
        None => builder,
    };
    Ok(Some(builder.build()))
}

async fn send(transport: &Transport, mail: &Mail) -> Outcome {
    let message = message(mail)?;
    transport.send(message).await.map(drop).map_err(|error| reason(&error))
}

/// The mail as it travels: UTF-8 text, coded as it needs to be (RFC 2045, RFC 2047).
fn message(mail: &Mail) -> Result<Message, String> {
    let address = |text: &String| text.parse::<Mailbox>().map_err(|_| "one of its addresses is none".to_owned());
    let mut builder = Message::builder().from(address(&mail.from)?).to(address(&mail.to)?).subject(&mail.subject);
    for copy in &mail.cc {
        builder = builder.cc(address(copy)?);
    }
    for copy in &mail.bcc {
        builder = builder.bcc(address(copy)?);
    }
    let builder = builder.message_id(None).header(ContentType::TEXT_PLAIN);
    builder.body(mail.text.clone()).map_err(|why| why.to_string())
}

/// Without the text of the server's refusal, which names addresses.
fn reason(error: &smtp::Error) -> String {
    match error.status() {
        Some(status) => format!("the mail server says {status}"),
        None if error.is_timeout() => "the mail server does not answer in time".to_owned(),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CallSid, Rng};

    fn mail() -> Mail {
        Mail {
            call: CallSid::mint(&mut Rng::seeded(1)),
            from: "Bot <bot@example.com>".into(),
            to: "ops@example.com".into(),
            cc: vec!["kate@example.com".into()],
            bcc: vec!["boss@example.com".into()],
            subject: "Verpaßt".into(),
            text: "Jemand hat angerufen: größer\n".into(),
        }
    }

    #[test]
    fn a_mail_has_its_heads_and_hides_who_gets_it_unseen() {
        let message = message(&mail()).expect("a mail");
        let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["ops@example.com", "kate@example.com", "boss@example.com"]);
        let text = String::from_utf8(message.formatted()).expect("ASCII");
        for part in
            ["From: Bot <bot@example.com>\r\n", "Subject: =?utf-8?b?", "Cc: kate@example.com\r\n", "Message-ID: <"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("boss") && text.is_ascii(), "{text}");
    }

    #[test]
    fn no_head_can_be_smuggled_in() {
        let mail = Mail { subject: "Hello\r\nBcc: eve@example.com".into(), ..mail() };
        let text = String::from_utf8(message(&mail).expect("a mail").formatted()).expect("ASCII");
        assert!(!text.contains("\r\nBcc:") && !text.contains("\nBcc:"), "{text}");
        assert_eq!(
            message(&Mail { to: "a@b\r\nBcc: c@d".into(), ..mail }).err(),
            Some("one of its addresses is none".into())
        );
    }
}
