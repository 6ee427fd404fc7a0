// Which walk runs in which mode, and why: README.md.

/** No page is looked at in these: they run once. */
export const processes = /tests\/process\//;

/**
 * Walks over pages without an island: they load no program (docs/adr/0029), so JavaScript changes nothing in them.
 * They are walked on a desktop without JavaScript and on a phone with it. A page among them that asks for a program fails its
 * test (fixtures.ts), and then the walk belongs in all four modes.
 */
export const withoutProgram = /tests\/(applications\/decide|doors\/(account|facility|office)|facilities\/|network\/|registry\/|rounds\/(clock|office))/;

/** Walks across such pages that also touch a form of an application, whose own walks are in all four modes: in the same two. */
export const across = /tests\/(rounds\/days|story\/facility-story)/;
