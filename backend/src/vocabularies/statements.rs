//! Reads the statements in the program's files, as far as it takes to see which column a quoted word is compared with or
//! written into.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::Words;

/// How many words stand beside columns of a vocabulary in the statements of the crates that ask the database and in the
/// migrations, and those that are none of it.
pub fn of_the_program(known: &Words) -> (usize, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = 0;
    let mut strange = Vec::new();
    for folder in ["backend/src", "server/src", "bench/src", "migrations"] {
        each_file(&root.join(folder), &mut |path, text| {
            let statements = if path.extension().is_some_and(|ending| ending == "sql") {
                text.split(';').map(str::to_owned).collect()
            } else {
                literals(text)
            };
            for statement in statements.iter().filter(|text| is_statement(text)) {
                judge(statement, known, path, &mut found, &mut strange);
            }
        });
    }
    (found, strange)
}

/// This file.
const OWN: &str = "vocabularies/statements.rs";

fn each_file(folder: &Path, read: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            each_file(&entry, read);
        } else if entry.ends_with(OWN) {
            // The examples below are wrong on purpose.
        } else if entry.extension().is_some_and(|ending| ending == "rs" || ending == "sql") {
            read(&entry, &fs::read_to_string(&entry).expect("a text"));
        }
    }
}

fn judge(statement: &str, known: &Words, path: &Path, found: &mut usize, strange: &mut Vec<String>) {
    for (columns, word) in used(&tokens(statement), known) {
        *found += 1;
        if !columns.iter().any(|column| known[column].contains(&word)) {
            strange.push(format!("{}: '{word}' is no word of {}", path.display(), columns.join(" or ")));
        }
    }
}

fn is_statement(text: &str) -> bool {
    ["select ", "insert into ", "update ", "delete from ", "create ", "alter table "]
        .iter()
        .any(|verb| text.contains(verb))
}

/// What stands in quotes.
pub fn quoted(sql: &str) -> impl Iterator<Item = String> {
    tokens(sql).into_iter().filter_map(|token| token.word())
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// `a.state`, and every word of the language, in small letters.
    Name(String),
    /// `'waiting'`
    Word(String),
    Sign(char),
}

impl Token {
    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(known) if known == name)
    }

    /// The quoted word, unless it is put in later (`'{state}'`).
    fn word(&self) -> Option<String> {
        match self {
            Self::Word(word) if !word.contains('{') => Some(word.clone()),
            Self::Word(_) | Self::Name(_) | Self::Sign(_) => None,
        }
    }
}

fn tokens(sql: &str) -> Vec<Token> {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let plain = lines.collect::<Vec<_>>().join("\n");
    let mut tokens = Vec::new();
    let mut rest = plain.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\'' {
            let word: String = rest.by_ref().take_while(|c| *c != '\'').collect();
            tokens.push(Token::Word(word));
        } else if c.is_alphanumeric() || c == '_' || c == '$' {
            let mut name = String::from(c);
            while let Some(more) = rest.next_if(|c| c.is_alphanumeric() || "_.".contains(*c)) {
                name.push(more);
            }
            tokens.push(Token::Name(name.to_lowercase()));
        } else if !c.is_whitespace() {
            tokens.push(Token::Sign(c));
        }
    }
    tokens
}

/// Every quoted word that is compared with a column of a vocabulary or written into one, with the columns that it can be.
fn used(tokens: &[Token], known: &Words) -> Vec<(Vec<String>, String)> {
    let tables = tables(tokens, known);
    let mut used = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Name(name) = token {
            let columns = columns(name, &tables, known);
            if !columns.is_empty() {
                let words = compared(&tokens[at + 1..]);
                used.extend(words.into_iter().map(|word| (columns.clone(), word)));
            }
        }
        if token.is("into") {
            used.extend(written(&tokens[at + 1..], known));
        }
    }
    used
}

/// The tables with words that a statement names, by their names and aliases.
fn tables(tokens: &[Token], known: &Words) -> BTreeMap<String, String> {
    let with_words: BTreeSet<&str> =
        known.keys().filter_map(|column| column.split_once('.')).map(|(table, _)| table).collect();
    let mut tables = BTreeMap::new();
    for pair in 0..tokens.len() {
        let Some(Token::Name(table)) = tokens.get(pair) else { continue };
        if !with_words.contains(table.as_str()) {
            continue;
        }
        tables.insert(table.clone(), table.clone());
        let after = tokens.get(pair + 1).filter(|token| !token.is("as")).or_else(|| tokens.get(pair + 2));
        if let Some(Token::Name(alias)) = after {
            tables.entry(alias.clone()).or_insert_with(|| table.clone());
        }
    }
    tables
}

/// The columns that a name can mean: of the table before its point, or of any that the statement names.
fn columns(name: &str, tables: &BTreeMap<String, String>, known: &Words) -> Vec<String> {
    let (table, column) = name.rsplit_once('.').unwrap_or(("", name));
    let of = |table: &String| Some(format!("{table}.{column}")).filter(|column| known.contains_key(column));
    match tables.get(table) {
        Some(table) => of(table).into_iter().collect(),
        None => tables.values().collect::<BTreeSet<_>>().into_iter().filter_map(of).collect(),
    }
}

/// The words that stand after a column: `= 'a'`, `<> 'a'`, `in ('a', 'b')`, `is distinct from 'a'`.
fn compared(after: &[Token]) -> Vec<String> {
    let sign = |token: &&Token| matches!(token, Token::Sign('=' | '<' | '>' | '('));
    let name = |token: &&Token| ["not", "in", "is", "distinct", "from"].iter().any(|name| token.is(name));
    let skipped = after.iter().take_while(|token| sign(token) || name(token)).count();
    if skipped == 0 {
        return Vec::new();
    }
    let list = after[skipped..].iter().take_while(|token| matches!(token, Token::Word(_) | Token::Sign(',')));
    list.filter_map(Token::word).collect()
}

/// The words of `insert into table (columns) values (…)` or `select …`.
fn written(after: &[Token], known: &Words) -> Vec<(Vec<String>, String)> {
    let [Token::Name(table), Token::Sign('('), rest @ ..] = after else { return Vec::new() };
    let (names, rest) = list(rest);
    let values = match rest {
        [values, Token::Sign('('), rest @ ..] if values.is("values") => list(rest).0,
        [select, rest @ ..] if select.is("select") => list(rest).0,
        _ => return Vec::new(),
    };
    let into = |(name, value): (&[Token], &[Token])| match (name, value) {
        ([Token::Name(name)], [value]) => {
            let column = format!("{table}.{name}");
            value.word().filter(|_| known.contains_key(&column)).map(|word| (vec![column], word))
        }
        _ => None,
    };
    names.into_iter().zip(values).filter_map(into).collect()
}

/// What stands between commas up to the end of the brackets or to `from`, and what follows.
fn list(tokens: &[Token]) -> (Vec<&[Token]>, &[Token]) {
    let mut items = Vec::new();
    let (mut depth, mut begin) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') if depth > 0 => depth -= 1,
            Token::Sign(',') if depth == 0 => {
                items.push(&tokens[begin..at]);
                begin = at + 1;
            }
            token if depth == 0 && (*token == Token::Sign(')') || token.is("from")) => {
                items.push(&tokens[begin..at]);
                return (items, &tokens[at + 1..]);
            }
            _ => {}
        }
    }
    items.push(&tokens[begin..]);
    (items, &[])
}

/// The string literals of a file of Rust, without its comments.
fn literals(file: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = file;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let before = &rest[..at];
        let (found, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match found {
            b'/' if after.starts_with('/') => after.split_once('\n').map_or("", |(_, rest)| rest),
            // Of a character or a lifetime: only the first can hold a quotation mark.
            b'\'' => after.strip_prefix("\"'").or(after.strip_prefix("\\\"'")).unwrap_or(after),
            b'"' => {
                let hashes = before.len() - before.trim_end_matches('#').len();
                let raw = before[..before.len() - hashes].ends_with('r');
                let (text, after) = if raw {
                    after.split_once(&format!("\"{}", "#".repeat(hashes))).unwrap_or((after, ""))
                } else {
                    let end = end_of_string(after);
                    (&after[..end], after.get(end + 1..).unwrap_or_default())
                };
                literals.push(text.to_owned());
                after
            }
            _ => after,
        };
    }
    literals
}

/// Where a string ends that has begun, whatever is escaped in it.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn a_word_is_found_beside_its_column_and_only_there() {
    let known = super::words(&[("application.state", &["draft", "passed"]), ("linkage.state", &["linked"])]);
    let strange = |sql: &str| {
        let (mut found, mut strange) = (0, Vec::new());
        judge(sql, &known, Path::new("x"), &mut found, &mut strange);
        (found, strange.len())
    };
    for (sql, expected) in [
        ("select from application where state = 'draft'", (1, 0)),
        ("select from application a where a.state in ('draft', 'past')", (2, 1)),
        ("select from application as a join linkage l on true where l.state <> 'draft'", (1, 1)),
        ("select from application join linkage on true where state = 'linked' -- state = 'x'", (1, 0)),
        ("select a.state = 'past' as \"gone!\" from application a", (1, 1)),
        ("select from application where state is distinct from 'past' and name = 'past'", (1, 1)),
        ("update application set name = $1, state = 'past'", (1, 1)),
        ("insert into application (id, state) values (coalesce($1, 'x'), 'past')", (1, 1)),
        ("insert into application (state, id) select 'passed', 'x' from linkage", (1, 0)),
        ("select from mail where state = 'past'", (0, 0)),
    ] {
        assert_eq!(strange(sql), expected, "{sql}");
    }
    let rust = "let a = '\"'; // \"no\"\n call(\"one\", r#\"two \"words\"\"#, &'static x, \"th\\\"ree\")";
    assert_eq!(literals(rust), ["one", "two \"words\"", "th\\\"ree"]);
}
