//! The name service: single lookups by the system's configuration, or by servers of the operator's choice. What answers
//! mean, and for how long they hold, is decided below (`sip/locate`); here is no memory.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ProtocolConfig, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use crate::sip::{Answer, Kind, Naptr, Question, Record, Srv};

/// Tries before a question has failed; whoever asked waits for two seconds.
const ATTEMPTS: usize = 2;

/// The way to the name service.
#[derive(Clone)]
pub struct Names {
    resolver: Arc<TokioResolver>,
}

impl Names {
    /// Asks `servers`; without any those of the system.
    ///
    /// # Errors
    ///
    /// What the resolver says about its configuration.
    pub fn new(servers: &[SocketAddr], timeout: Duration) -> Result<Self, NetError> {
        let mut builder = match servers {
            [] => TokioResolver::builder_tokio()?,
            servers => {
                let config = ResolverConfig::from_parts(None, Vec::new(), servers.iter().map(server).collect());
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        tune(builder.options_mut(), timeout);
        Ok(Self { resolver: Arc::new(builder.build()?) })
    }

    /// Carries out one lookup.
    pub async fn ask(&self, question: &Question) -> Answer {
        let name = question.name.as_str();
        match question.kind {
            Kind::Address => match self.resolver.lookup_ip(name).await {
                Ok(found) => read(found.as_lookup().answers()),
                Err(error) => failure(&error),
            },
            Kind::Srv => self.lookup(name, RecordType::SRV).await,
            Kind::Naptr => self.lookup(name, RecordType::NAPTR).await,
        }
    }

    async fn lookup(&self, name: &str, kind: RecordType) -> Answer {
        // A service has its full name: no search list.
        match self.resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => read(found.answers()),
            Err(error) => failure(&error),
        }
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

fn server(addr: &SocketAddr) -> NameServerConfig {
    let of = |protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = addr.port();
        connection
    };
    NameServerConfig::new(addr.ip(), true, vec![of(ProtocolConfig::Udp), of(ProtocolConfig::Tcp)])
}

fn tune(options: &mut ResolverOpts, timeout: Duration) {
    options.timeout = timeout;
    options.attempts = ATTEMPTS;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.cache_size = 0;
}

fn read(answers: &[hickory_resolver::proto::rr::Record]) -> Answer {
    let records: Vec<Record> = answers.iter().filter_map(|answer| record(&answer.data)).collect();
    let ttl = answers.iter().map(|answer| answer.ttl).min().unwrap_or_default();
    if records.is_empty() { Answer::NotFound } else { Answer::Found { records, ttl } }
}

fn record(data: &RData) -> Option<Record> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(match data {
        RData::A(ip) => Record::Address(IpAddr::V4(ip.0)),
        RData::AAAA(ip) => Record::Address(IpAddr::V6(ip.0)),
        RData::SRV(srv) => Record::Srv(Srv {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: srv.target.to_utf8(),
        }),
        RData::NAPTR(naptr) => Record::Naptr(Naptr {
            order: naptr.order,
            preference: naptr.preference,
            flags: text(&naptr.flags),
            service: text(&naptr.services),
            replacement: naptr.replacement.to_utf8(),
        }),
        _ => return None,
    })
}

fn failure(error: &NetError) -> Answer {
    if error.is_no_records_found() || error.is_nx_domain() { Answer::NotFound } else { Answer::Failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn localhost_is_known_without_a_server_and_a_dead_one_is_a_failure() {
        let nobody = SocketAddr::from(([127, 0, 0, 1], 9));
        let names = Names::new(&[nobody], Duration::from_millis(200)).unwrap();
        let ask = |kind, name: &str| {
            let (names, question) = (names.clone(), Question::new(kind, name));
            async move { names.ask(&question).await }
        };
        let Answer::Found { records, .. } = ask(Kind::Address, "localhost").await else { panic!("no localhost") };
        assert!(records.contains(&Record::Address(IpAddr::from([127, 0, 0, 1]))));
        assert_eq!(ask(Kind::Srv, "_sip._udp.example.com").await, Answer::Failed);
    }
}
