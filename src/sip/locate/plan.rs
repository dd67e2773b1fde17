//! The procedure of RFC 3263 §4: which records of which names, in which order, make which targets. A pure function of
//! the book; what it misses it names, and it is asked again when that is known.

use std::net::IpAddr;

use super::Hop;
use super::book::Book;
use super::record::{Kind, Naptr, Question, Record, Srv};
use crate::base::{Rng, Time};
use crate::sip::route::Target;
use crate::wire::sip::Transport;

/// Targets of one request.
const TARGETS: usize = 16;

/// Transports that names can be asked for, in the order in which they are tried where nobody prefers one: NAPTR
/// service, prefix of the SRV name (RFC 3263 §4.1).
const SERVICES: [(Transport, &str, &str); 3] = [
    (Transport::Udp, "SIP+D2U", "_sip._udp"),
    (Transport::Tcp, "SIP+D2T", "_sip._tcp"),
    (Transport::Tls, "SIPS+D2T", "_sips._tcp"),
];

/// One reading of the book.
pub(super) struct Plan<'a> {
    /// What is known.
    pub(super) book: &'a Book,
    /// When.
    pub(super) now: Time,
    /// What we can speak.
    pub(super) spoken: &'a [Transport],
    /// What has to be known first.
    pub(super) missing: Vec<Question>,
    /// What was looked up, known or not.
    pub(super) consulted: Vec<Question>,
}

impl<'a> Plan<'a> {
    /// Before the first look.
    pub(super) const fn new(book: &'a Book, now: Time, spoken: &'a [Transport]) -> Self {
        Self { book, now, spoken, missing: Vec::new(), consulted: Vec::new() }
    }

    /// Where to go, best first; to be believed only when nothing is missing.
    pub(super) fn targets(&mut self, hop: &Hop, rng: &mut Rng) -> Vec<Target> {
        let mut targets = match (hop.port, hop.transport) {
            (Some(port), _) => self.addresses(&hop.host, hop.fallback(), port),
            (None, Some(transport)) => self.of_transport(hop, transport, rng),
            (None, None) => self.of_domain(hop, rng),
        };
        targets.truncate(TARGETS);
        targets
    }

    /// §4.1: the domain says which transports it prefers, or one is found that it has.
    fn of_domain(&mut self, hop: &Hop, rng: &mut Rng) -> Vec<Target> {
        let services = self.services(hop);
        let mut pointers = naptrs(self.look(Kind::Naptr, &hop.host));
        pointers.sort_by_key(|naptr| (naptr.order, naptr.preference));
        let mut targets = Vec::new();
        for naptr in &pointers {
            let Some((transport, ..)) = services.iter().find(|(_, name, _)| naptr.service.eq_ignore_ascii_case(name))
            else {
                continue;
            };
            targets.extend(match naptr.flags.eq_ignore_ascii_case("s") {
                true => self.servers(&naptr.replacement, *transport, rng).unwrap_or_default(),
                false => self.addresses(&naptr.replacement, *transport, transport.default_port()),
            });
        }
        if !targets.is_empty() || !self.missing.is_empty() {
            return targets;
        }
        let found: Vec<_> = services
            .iter()
            .filter_map(|(transport, _, prefix)| self.servers(&format!("{prefix}.{}", hop.host), *transport, rng))
            .collect();
        if found.is_empty() && self.missing.is_empty() { self.plain(hop, hop.fallback()) } else { found.concat() }
    }

    /// §4.2: the transport is said, the servers may be named.
    fn of_transport(&mut self, hop: &Hop, transport: Transport, rng: &mut Rng) -> Vec<Target> {
        let transport = if hop.secure { transport.secured() } else { transport };
        let service = SERVICES.iter().find(|(known, ..)| *known == transport);
        let found = service.and_then(|(_, _, prefix)| self.servers(&format!("{prefix}.{}", hop.host), transport, rng));
        match found {
            Some(targets) => targets,
            None if self.missing.is_empty() => self.plain(hop, transport),
            None => Vec::new(),
        }
    }

    /// No server is named, so the host is the server.
    fn plain(&mut self, hop: &Hop, transport: Transport) -> Vec<Target> {
        self.addresses(&hop.host, transport, transport.default_port())
    }

    /// The servers of a service; nothing where none are named.
    fn servers(&mut self, name: &str, transport: Transport, rng: &mut Rng) -> Option<Vec<Target>> {
        let servers = srvs(self.look(Kind::Srv, name));
        if servers.is_empty() {
            return None;
        }
        let mut targets = Vec::new();
        for server in by_weight(servers, rng) {
            // RFC 2782: a single "." says that the service is decidedly not there.
            if !matches!(server.target.as_str(), "" | ".") {
                targets.extend(self.addresses(&server.target, transport, server.port));
            }
        }
        Some(targets)
    }

    fn addresses(&mut self, host: &str, transport: Transport, port: u16) -> Vec<Target> {
        let addresses = match host.parse::<IpAddr>() {
            Ok(ip) => vec![ip],
            Err(_) => ips(self.look(Kind::Address, host)),
        };
        addresses.into_iter().map(|ip| Target::new(transport, (ip, port).into())).collect()
    }

    /// The services that we speak and the URI allows.
    fn services(&self, hop: &Hop) -> Vec<(Transport, &'static str, &'static str)> {
        let fits = |transport: &Transport| self.spoken.contains(transport) && (!hop.secure || transport.is_secure());
        SERVICES.into_iter().filter(|(transport, ..)| fits(transport)).collect()
    }

    fn look(&mut self, kind: Kind, name: &str) -> Vec<Record> {
        let question = Question::new(kind, name);
        let records = self.book.fresh(self.now, &question).map(<[_]>::to_vec);
        if records.is_none() {
            self.missing.push(question.clone());
        }
        self.consulted.push(question);
        records.unwrap_or_default()
    }
}

/// Everything that may be asked for about a hop before the first answer is there.
pub(super) fn outlook(hop: &Hop, spoken: &[Transport]) -> Vec<Question> {
    let services = SERVICES.iter().filter(|(transport, ..)| match hop.transport {
        Some(wanted) => *transport == if hop.secure { wanted.secured() } else { wanted },
        None => spoken.contains(transport) && (!hop.secure || transport.is_secure()),
    });
    let mut questions = Vec::new();
    if hop.port.is_none() {
        questions.extend(hop.transport.is_none().then(|| Question::new(Kind::Naptr, &hop.host)));
        questions.extend(services.map(|(_, _, prefix)| Question::new(Kind::Srv, &format!("{prefix}.{}", hop.host))));
    }
    questions.push(Question::new(Kind::Address, &hop.host));
    questions
}

/// RFC 2782: by priority; inside one each server is drawn by its weight, those without weight last but not never.
fn by_weight(mut servers: Vec<Srv>, rng: &mut Rng) -> Vec<Srv> {
    servers.sort_by_key(|server| (server.priority, server.weight != 0));
    let mut ordered = Vec::with_capacity(servers.len());
    while let Some(first) = servers.first() {
        let priority = first.priority;
        let equals = servers.iter().take_while(|server| server.priority == priority);
        let total: u64 = equals.clone().map(|server| u64::from(server.weight)).sum();
        let drawn = if equals.count() > 1 { rng.below(total + 1) } else { 0 };
        let mut sum = 0;
        let at = servers.iter().position(|server| {
            sum += u64::from(server.weight);
            sum >= drawn
        });
        ordered.push(servers.remove(at.unwrap_or(0)));
    }
    ordered
}

fn naptrs(records: Vec<Record>) -> Vec<Naptr> {
    let naptr = |record| if let Record::Naptr(naptr) = record { Some(naptr) } else { None };
    records.into_iter().filter_map(naptr).collect()
}

fn srvs(records: Vec<Record>) -> Vec<Srv> {
    records.into_iter().filter_map(|record| if let Record::Srv(srv) = record { Some(srv) } else { None }).collect()
}

fn ips(records: Vec<Record>) -> Vec<IpAddr> {
    records.into_iter().filter_map(|record| if let Record::Address(ip) = record { Some(ip) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::record::Answer;
    use super::*;

    const NOW: Time = Time::from_secs(1_000);
    const SPOKEN: [Transport; 2] = [Transport::Udp, Transport::Tcp];

    fn srv(priority: u16, weight: u16, port: u16, target: &str) -> Record {
        Record::Srv(Srv { priority, weight, port, target: target.into() })
    }

    fn naptr(order: u16, preference: u16, service: &str, replacement: &str) -> Record {
        let (service, replacement) = (service.into(), replacement.into());
        Record::Naptr(Naptr { order, preference, flags: "s".into(), service, replacement })
    }

    fn book(entries: Vec<(Kind, &str, Vec<Record>)>) -> Book {
        let mut book = Book::default();
        for (last, host) in ["one", "two", "three", "example.com"].into_iter().enumerate() {
            let records = vec![Record::Address(IpAddr::from([192, 0, 2, last as u8 + 1]))];
            book.learn(NOW, &Question::new(Kind::Address, host), Answer::Found { records, ttl: 60 });
        }
        for name in ["unheard.of", "_sip._udp.unheard.of", "_sip._tcp.unheard.of", "_sip._udp.example.com"] {
            for kind in [Kind::Naptr, Kind::Srv, Kind::Address] {
                book.learn(NOW, &Question::new(kind, name), Answer::NotFound);
            }
        }
        for name in ["_sip._tcp.example.com", "_sips._tcp.example.com"] {
            book.learn(NOW, &Question::new(Kind::Srv, name), Answer::NotFound);
        }
        book.learn(NOW, &Question::new(Kind::Naptr, "example.com"), Answer::NotFound);
        for (kind, name, records) in entries {
            book.learn(NOW, &Question::new(kind, name), Answer::Found { records, ttl: 60 });
        }
        book
    }

    fn targets(book: &Book, uri: &str, spoken: &[Transport]) -> Vec<String> {
        let uri: crate::wire::sip::Uri = uri.parse().unwrap();
        let hop = Hop {
            host: uri.host().into(),
            port: uri.port(),
            transport: Transport::of(&uri).filter(|_| uri.param("transport").is_some()),
            otherwise: Transport::Udp,
            secure: uri.is_sips(),
        };
        let mut plan = Plan::new(book, NOW, spoken);
        let found = plan.targets(&hop, &mut Rng::seeded(1));
        assert_eq!(plan.missing, []);
        found.iter().map(|target| format!("{} {}", target.transport.label(), target.addr)).collect()
    }

    #[test]
    fn the_domain_says_which_transport_and_which_servers() {
        let book = book(vec![
            (
                Kind::Naptr,
                "example.com",
                vec![
                    naptr(20, 1, "SIP+D2U", "_sip._udp.example.com"),
                    naptr(10, 2, "SIP+D2T", "_sip._tcp.example.com"),
                    naptr(10, 1, "SIPS+D2T", "_sips._tcp.example.com"),
                    naptr(1, 1, "E2U+sip", "nothing.example.com"),
                ],
            ),
            (Kind::Srv, "_sip._tcp.example.com", vec![srv(2, 0, 5070, "two"), srv(1, 0, 5060, "one")]),
            (Kind::Srv, "_sip._udp.example.com", vec![srv(1, 0, 5080, "three.")]),
            (Kind::Srv, "_sips._tcp.example.com", vec![srv(1, 0, 5061, "one")]),
        ]);
        let plain = ["tcp 192.0.2.1:5060", "tcp 192.0.2.2:5070", "udp 192.0.2.3:5080"];
        assert_eq!(targets(&book, "sip:a@example.com", &SPOKEN), plain);
        assert_eq!(targets(&book, "sip:a@EXAMPLE.com", &[Transport::Udp]), plain[2..]);
        let all = [Transport::Udp, Transport::Tcp, Transport::Tls];
        assert_eq!(targets(&book, "sip:a@example.com", &all)[0], "tls 192.0.2.1:5061");
        assert_eq!(targets(&book, "sips:a@example.com", &all), ["tls 192.0.2.1:5061"]);
        assert_eq!(targets(&book, "sip:a@example.com;transport=udp", &SPOKEN), plain[2..]);
        assert_eq!(targets(&book, "sip:a@example.com:5099", &SPOKEN), ["udp 192.0.2.4:5099"]);
        assert_eq!(targets(&book, "sip:a@example.com:5099;transport=tcp", &SPOKEN), ["tcp 192.0.2.4:5099"]);
    }

    #[test]
    fn without_naptr_the_services_are_tried_and_without_them_the_host() {
        let tcp_only = book(vec![(Kind::Srv, "_sip._tcp.example.com", vec![srv(1, 0, 5070, "two")])]);
        assert_eq!(targets(&tcp_only, "sip:a@example.com", &SPOKEN), ["tcp 192.0.2.2:5070"]);
        assert_eq!(targets(&tcp_only, "sip:a@example.com;transport=udp", &SPOKEN), ["udp 192.0.2.4:5060"]);
        assert_eq!(targets(&book(vec![]), "sip:a@example.com", &SPOKEN), ["udp 192.0.2.4:5060"]);
        assert_eq!(targets(&book(vec![]), "sips:a@example.com", &SPOKEN), ["tls 192.0.2.4:5061"]);
        let refused = book(vec![(Kind::Srv, "_sip._udp.example.com", vec![srv(0, 0, 0, ".")])]);
        assert_eq!(targets(&refused, "sip:a@example.com;transport=udp", &SPOKEN), Vec::<String>::new());
        assert_eq!(targets(&book(vec![]), "sip:a@unheard.of", &SPOKEN), Vec::<String>::new());
    }

    #[test]
    fn weights_are_shares() {
        let mut first = std::collections::BTreeMap::<String, u32>::new();
        let mut rng = Rng::seeded(3);
        let server = |weight, target: &str| Srv { priority: 1, weight, port: 1, target: target.into() };
        for _ in 0..4000 {
            let ordered = by_weight(vec![server(0, "none"), server(60, "big"), server(20, "small")], &mut rng);
            assert_eq!(ordered.len(), 3);
            *first.entry(ordered[0].target.clone()).or_default() += 1;
        }
        assert!((2850..3150).contains(&first["big"]), "{first:?}");
        assert!(first["none"] < 120 && first["none"] > 0, "{first:?}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let hop =
            Hop { host: "example.com".into(), port: None, transport: None, otherwise: Transport::Udp, secure: false };
        let asked: Vec<String> = outlook(&hop, &SPOKEN).iter().map(ToString::to_string).collect();
        let expected =
            ["NAPTR example.com", "SRV _sip._udp.example.com", "SRV _sip._tcp.example.com", "A/AAAA example.com"];
        assert_eq!(asked, expected);
        let book = Book::default();
        let mut plan = Plan::new(&book, NOW, &SPOKEN);
        assert!(plan.targets(&hop, &mut Rng::seeded(1)).is_empty());
        assert_eq!(plan.missing[0].to_string(), "NAPTR example.com");
    }
}
