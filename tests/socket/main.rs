//! The program itself on real loopback sockets: few tests, since stories prove the rules in virtual time.

mod conferences;
mod engine;
mod forward;
mod mail;
mod restart;
mod secure;
mod serve;
mod speech;
mod streams;
mod telephone;
