//! Where requests may go: the address that is connected to decides.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dialplan::event::FetchFailure;
use engine::config::{Config, Egress};
use engine::http::{Client, ClientConfig, FetchError, Names};

use crate::server::{Server, document};
use crate::{CALL, config, request};

fn strict(names: Names) -> Client {
    Client::new(ClientConfig { names, egress: Egress::default(), ..config() }).expect("a client")
}

fn names(addresses: &[&str]) -> Names {
    let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().expect("an address")).collect();
    Names::from_fn(move |_| Ok(addresses.clone()))
}

#[tokio::test]
async fn nothing_private_is_reached_unless_it_is_listed() {
    let server = Server::start(|_| document()).await;
    let client = Client::new(ClientConfig::from(&Config::default())).unwrap();
    let port = server.address.port();

    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let error = client.fetch(CALL, &request(format!("http://{host}:{port}/"))).await.unwrap_err();

        assert!(matches!(error, FetchError::Forbidden { .. }), "{host}: {error}");
        assert_eq!(error.failure(), FetchFailure::Refused);
        assert!(error.to_string().contains("[egress]"), "{error}");
    }
    assert!(server.seen().is_empty());
    for result in [
        client.audio(&server.url("/a.wav")).await.map(|_| ()),
        client.notify(CALL, &request(server.url("/status"))).await.map(|_| ()),
    ] {
        assert!(matches!(result, Err(FetchError::Forbidden { .. })), "{result:?}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_name_is_as_private_as_its_address() {
    let server = Server::start(|_| document()).await;
    let url = format!("http://crm.test:{}/", server.address.port());

    for address in ["127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"] {
        let error = strict(names(&[address])).fetch(CALL, &request(&url)).await.unwrap_err();

        assert!(matches!(error, FetchError::Forbidden { .. }), "{address}: {error}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn of_several_addresses_only_the_allowed_are_tried() {
    let server = Server::start(|_| document()).await;
    let client = Client::new(ClientConfig { names: names(&["10.0.0.1", "127.0.0.1"]), ..config() }).unwrap();

    let response = client.fetch(CALL, &request(format!("http://crm.test:{}/", server.address.port()))).await;

    assert_eq!(response.unwrap().status, 200);
}

/// The first answer of the resolver is harmless, every later one is not: only the first is asked for.
#[tokio::test]
async fn a_name_that_changes_its_address_is_not_believed_twice() {
    let server = Server::start(|_| document()).await;
    let looked_up = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&looked_up);
    let rebinding = Names::from_fn(move |_| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![if first { [127, 0, 0, 1].into() } else { [169, 254, 169, 254].into() }])
    });
    let client = Client::new(ClientConfig { names: rebinding, ..config() }).unwrap();

    let response = client.fetch(CALL, &request(format!("http://crm.test:{}/", server.address.port()))).await;

    assert_eq!(response.unwrap().status, 200);
    assert_eq!(looked_up.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_listed_origin_may_be_private_and_its_neighbour_may_not() {
    let (listed, neighbour) = (Server::start(|_| document()).await, Server::start(|_| document()).await);
    let origin = format!("http://crm.test:{}", listed.address.port());
    let egress = Egress { origins: vec![origin.parse().unwrap()], ..Egress::default() };
    let client = Client::new(ClientConfig { egress, names: names(&["127.0.0.1"]), ..config() }).unwrap();

    assert_eq!(client.fetch(CALL, &request(format!("{origin}/ivr"))).await.unwrap().status, 200);
    let url = format!("http://crm.test:{}/", neighbour.address.port());
    assert!(matches!(client.fetch(CALL, &request(url)).await, Err(FetchError::Forbidden { .. })));
    assert!(neighbour.seen().is_empty());
}
