//! Around every page (docs/adr/0028): who asks and for what ([`Ask`]), what a page consists of ([`Page`]), which pages there
//! are ([`Entry`]) and for whom ([`Section`]), and the one string that all of it becomes ([`answer`]).

mod answer;
mod ask;
mod entry;
mod error;
mod flash;
mod frame;
mod header;
mod owner;
mod page;
mod section;

pub use answer::{Files, answer};
pub use ask::Ask;
pub use entry::{Entry, page};
pub use flash::{Flash, Reader, Saying, reader};
pub use owner::{account, is_of_another, owned, owned_by, owner};
pub use page::Page;
pub use section::Section;
