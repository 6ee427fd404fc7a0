//! Who holds a port: what the second `make run` tells.

use std::{fs, io, net::SocketAddr, path::Path};

use tokio::net::TcpListener;

/// Takes the address, or says in a sentence who has it.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, String> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(e) if e.kind() == io::ErrorKind::AddrInUse => Err(format!(
            "ポート {} はすでに使われています。{}\nそちらを止めるか、PORT で別のポートを指定してください(例: PORT={} make run)。",
            address.port(),
            who(address.port()).unwrap_or_else(|| "使っているプログラムは分かりませんでした。".into()),
            address.port().checked_add(10).unwrap_or(3010),
        )),
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Err(format!(
            "ポート {} を使う権限がありません。PORT に1024以上の番号を指定してください。",
            address.port()
        )),
        Err(e) if e.kind() == io::ErrorKind::AddrNotAvailable => {
            Err(format!("BIND={} はこの機械のアドレスではありません。", address.ip()))
        }
        Err(e) => Err(format!("{address} で待ち受けられません: {e}")),
    }
}

/// `使っているのはプロセス 123 です: target/release/server`, on Linux and as far as this user may see.
fn who(port: u16) -> Option<String> {
    let sockets = listening(port);
    let pid = processes().into_iter().find(|pid| holds(*pid, &sockets))?;
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).replace('\0', " ");
    Some(format!("使っているのはプロセス {pid} です: {}", command.trim()))
}

/// The inodes of the sockets that listen on this port.
fn listening(port: u16) -> Vec<String> {
    ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| {
            table.lines().skip(1).filter_map(|line| listening_inode(line, port)).collect::<Vec<_>>()
        })
        .collect()
}

/// `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …`; state 0A is LISTEN.
fn listening_inode(line: &str, port: u16) -> Option<String> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (_, local) = columns.get(1)?.rsplit_once(':')?;
    let ours = u16::from_str_radix(local, 16) == Ok(port) && columns.get(3) == Some(&"0A");
    ours.then(|| columns.get(9).map(|inode| format!("socket:[{inode}]")))?
}

fn processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn holds(pid: u32, sockets: &[String]) -> bool {
    let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    files
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| sockets.iter().any(|socket| Path::new(socket) == target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_is_told_who_holds_the_port() {
        let first = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = first.local_addr().unwrap();
        let said = bind(address).await.unwrap_err();
        assert!(said.contains(&format!("ポート {} ", address.port())), "{said}");
        assert!(said.contains(&format!("プロセス {} です", std::process::id())), "{said}");
    }
}
