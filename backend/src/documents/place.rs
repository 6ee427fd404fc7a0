//! Where files are kept, as a setting.

use std::{fmt, path::PathBuf, str::FromStr};

/// A folder of this machine, or a bucket of an S3-compatible store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    /// The way to it is said by the usual `AWS_…` variables.
    Bucket {
        name: String,
        /// First part of every key, without slashes around it; empty for none.
        prefix: String,
    },
}

impl FromStr for Place {
    type Err = String;

    /// `folder` or `s3://bucket/prefix`.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some(bucket) = text.strip_prefix("s3://") else {
            return match text {
                "" => Err("フォルダー、または s3://バケット/接頭辞 を指定してください".into()),
                text if text.contains("://") => {
                    Err("指定できるのは、フォルダーか s3://バケット/接頭辞 です".into())
                }
                folder => Ok(Self::Folder(folder.into())),
            };
        };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        let plain = |part: &str, also: &str| {
            part.bytes().all(|b| b.is_ascii_alphanumeric() || also.bytes().any(|other| other == b))
        };
        if !(3..=63).contains(&name.len()) || !plain(name, ".-_") {
            return Err("s3:// の後に、バケットの名前を指定してください".into());
        }
        let prefix = prefix.trim_matches('/');
        if !plain(prefix, "/._-") || prefix.split('/').any(|part| part == "." || part == "..") {
            return Err("接頭辞に使えるのは、英数字と / . _ - です".into());
        }
        Ok(Self::Bucket { name: name.into(), prefix: prefix.into() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        let bucket = |name: &str, prefix: &str| Place::Bucket { name: name.into(), prefix: prefix.into() };
        for (text, place) in [
            ("files", Some(Place::Folder("files".into()))),
            ("/var/lib/nintei", Some(Place::Folder("/var/lib/nintei".into()))),
            ("s3://nintei", Some(bucket("nintei", ""))),
            ("s3://nintei/2026/files/", Some(bucket("nintei", "2026/files"))),
            ("", None),
            ("s3://", None),
            ("s3:///files", None),
            ("s3://nintei/../other", None),
            ("s3://user:password@nintei", None),
            ("gs://nintei", None),
            ("https://example.jp/files", None),
        ] {
            assert_eq!(text.parse().ok(), place, "{text}");
        }
    }
}
