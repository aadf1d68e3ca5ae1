//! The PROXY protocol, version 2: a load balancer that passes on bytes says before the first of them whose they are.
//! It is read of trusted proxies alone, and of them it must come.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncRead, AsyncReadExt as _};

const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// Bytes after the fixed part at most: addresses, and what else a balancer has to tell.
const MAX_LENGTH: usize = 4096;

/// Reads who the client is; none if the balancer speaks for itself, as when it looks whether the node is there.
///
/// # Errors
/// If the stream does not begin with such a header.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("PROXY protocol: {what}"));
    let mut fixed = [0; 16];
    stream.read_exact(&mut fixed).await?;
    let [.., command, family, high, low] = fixed;
    if fixed[..12] != SIGNATURE || command >> 4 != 2 {
        return Err(wrong("no header of version 2"));
    }
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > MAX_LENGTH {
        return Err(wrong("a header without measure"));
    }
    let mut rest = vec![0; length];
    stream.read_exact(&mut rest).await?;
    match (command & 0xf, family >> 4) {
        (0, _) => Ok(None),
        (1, 1) => match rest.first_chunk::<4>() {
            Some(address) if length >= 12 => Ok(Some(Ipv4Addr::from(*address).into())),
            _ => Err(wrong("an address that is too short")),
        },
        (1, 2) => match rest.first_chunk::<16>() {
            Some(address) if length >= 36 => Ok(Some(IpAddr::V6(Ipv6Addr::from(*address)).to_canonical())),
            _ => Err(wrong("an address that is too short")),
        },
        // Of other families there is no address, and of other commands nothing is known.
        (1, _) => Ok(None),
        _ => Err(wrong("an unknown command")),
    }
}

#[cfg(test)]
pub(crate) fn written(client: std::net::SocketAddr) -> Vec<u8> {
    let (family, mut addresses) = match client.ip() {
        IpAddr::V4(address) => (0x11, [address.octets().as_slice(), &[127, 0, 0, 1]].concat()),
        IpAddr::V6(address) => (0x21, [address.octets().as_slice(), &[0; 16]].concat()),
    };
    addresses.extend_from_slice(&client.port().to_be_bytes());
    addresses.extend_from_slice(&443_u16.to_be_bytes());
    let length = u16::try_from(addresses.len()).expect("short").to_be_bytes();
    [SIGNATURE.as_slice(), &[0x21, family], &length, &addresses].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(bytes: &[u8]) -> io::Result<Option<IpAddr>> {
        read(&mut &bytes[..]).await
    }

    #[tokio::test]
    async fn m1_a_balancer_says_whose_bytes_they_are() {
        for client in ["192.0.2.7:4711", "[2001:db8::7]:4711"] {
            let client: std::net::SocketAddr = client.parse().expect("an address");
            let mut sent = written(client);
            sent.extend_from_slice(b"GET / HTTP/1.1\r\n");
            let mut stream = &sent[..];
            assert_eq!(read(&mut stream).await.expect("a header"), Some(client.ip()));
            assert_eq!(stream, b"GET / HTTP/1.1\r\n", "nothing else was read");
        }
        let local = [SIGNATURE.as_slice(), &[0x20, 0, 0, 0]].concat();
        assert_eq!(ask(&local).await.expect("a header"), None);
    }

    #[tokio::test]
    async fn m1_what_is_no_such_header_is_refused() {
        let good = written("192.0.2.7:4711".parse().expect("an address"));
        let changed = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            bytes
        };
        let text = b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 443\r\n".to_vec();
        let cases = [
            text,
            b"GET / HTTP/1.1\r\nhost: a\r\n\r\n".to_vec(),
            changed(12, 0x11),
            changed(12, 0x22),
            changed(14, 0xff),
            changed(15, 4),
            good[..20].to_vec(),
        ];
        for case in cases {
            assert!(ask(&case).await.is_err(), "{case:?}");
        }
    }
}
