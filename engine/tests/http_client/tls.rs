//! HTTPS with a certificate authority of one's own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dialplan::event::FetchFailure;
use engine::config::Egress;
use engine::http::{Client, ClientConfig, ClientError, Names};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::{CALL, config, request};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

/// A server for `app.test` that answers 204.
async fn start() -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_file(fixture("app.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(fixture("app.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows them")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else { break };
                head.push(byte);
            }
            stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.ok();
            stream.shutdown().await.ok();
        }
    });
    address
}

fn trusting(certificates: Option<PathBuf>) -> Result<Client, ClientError> {
    let names = Names::from_fn(|_| Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]));
    Client::new(ClientConfig { egress: Egress { certificates, ..Egress::with_loopback() }, names, ..config() })
}

#[tokio::test]
async fn an_authority_of_the_configuration_is_trusted() {
    let address = start().await;

    let client = trusting(Some(fixture("ca.pem"))).unwrap();
    let response = client.fetch(CALL, &request(format!("https://app.test:{}/", address.port()))).await;

    assert_eq!(response.unwrap().status, 204);
}

#[tokio::test]
async fn another_authority_or_another_name_is_not() {
    let address = start().await;

    let stranger = trusting(None).unwrap().fetch(CALL, &request(format!("https://app.test:{}/", address.port()))).await;
    let misnamed = trusting(Some(fixture("ca.pem"))).unwrap();
    let misnamed = misnamed.fetch(CALL, &request(format!("https://other.test:{}/", address.port()))).await;

    for error in [stranger.unwrap_err(), misnamed.unwrap_err()] {
        assert_eq!(error.failure(), FetchFailure::Tls, "{error}");
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    let error = trusting(Some(fixture("README.md"))).unwrap_err();

    assert!(error.to_string().contains("there is no certificate in it"), "{error}");
}
