//! The engine among programs of other people: sipp, baresip and linphone call and are called, Kamailio is the
//! carrier, dnsmasq the name service, and nftables in network namespaces the NAT; sox, espeak-ng and opusdec make
//! and measure sounds; tshark looks at every packet of every test. Each test has an engine, an application and
//! ports of its own. Nothing leaves the machine: all of it happens on loopback and inside namespaces that lead
//! nowhere. `scripts/test` installs the programs.

mod api;
mod app;
mod bad_manners;
mod baresip;
mod board;
mod calls;
mod capture;
mod carriers;
mod codecs;
mod crash;
mod desk;
mod desks;
mod digest;
mod ear;
mod engine;
mod house;
mod kamailio;
mod keys;
mod linphone;
mod mouth;
mod names;
mod nat;
mod procedures;
mod program;
mod prompts;
mod refusals;
mod register;
mod rooms;
mod secure;
mod seen;
mod shelf;
mod sipp;
mod sound;
mod sox;
mod streams;
mod tapes;
mod tls_keys;
mod wave;
