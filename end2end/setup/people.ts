// Fresh people for every test, out of the demo society, so that tests run in parallel and in any order.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const society = join(import.meta.dirname, '../../backend/demo/society');

function rows(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(join(society, file), 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
}

export interface Person {
  number: string;
  name: string;
  email: string;
}

export interface RecordOfFacility {
  name: string;
  kana: string;
  number: string;
  start: string;
  end: string;
}

const members = rows('members.csv');
const qualifications = rows('qualifications.csv');
const qualified = new Set(qualifications.map((q) => q.member_no));

const person = (m: Record<string, string>): Person => ({ number: m.member_no, name: `${m.family_name} ${m.given_name}`, email: m.email });

const applicants = members.filter((m) => m.profession === '医師' && !m.left_on && !qualified.has(m.member_no)).map(person);
const nurses = members.filter((m) => m.profession === '看護師' && !m.left_on).map(person);
const instructors = new Set(qualifications.filter((q) => q.kind === '指導医' && q.start_on <= '2024-04-01' && q.end_on >= '2029-03-31').map((q) => q.member_no));
const supervisors = members.filter((m) => instructors.has(m.member_no) && !m.left_on && m.profession === '医師').map(person);

/** A person that no other test of this run has. */
function take(kind: string, people: Person[]): Person {
  for (const candidate of people) {
    try {
      mkdirSync(join(process.env.PEOPLE_DIR ?? '', `${kind}-${candidate.number}`));
      return candidate;
    } catch {
      continue; // taken by another worker
    }
  }
  throw new Error(`no ${kind} left`);
}

export const newApplicant = (): Person => take('applicant', applicants);
export const newSupervisor = (): Person => take('supervisor', supervisors);
export const newNurse = (): Person => take('nurse', nurses);

/** The office's people beside office@example.jp (`backend/src/demo/people.rs`), for tests that set up a second factor. */
const colleagues = [2, 3, 4, 5, 6, 7].map((n) => ({ number: `office-${n}`, name: '', email: `office-${n}@example.jp` }));
export const newColleague = (): Person => take('colleague', colleagues);

/** 認定番号 of a supervisor's running 指導医 qualification. */
export function certificateOf(supervisor: Person): string {
  const held = qualifications.find((q) => q.member_no === supervisor.number && q.kind === '指導医' && q.end_on >= '2029-03-31');
  if (!held) throw new Error(`${supervisor.number} is no 指導医`);
  return held.certificate_no;
}

/** A certification record that covers 2025-04-01 to 2026-03-31. */
export function facility(): RecordOfFacility {
  const facilities = new Map(rows('facilities.csv').map((f) => [f.facility_no, f]));
  const record = rows('certifications.csv').find((c) => c.kind === '基幹施設' && c.start_on <= '2025-04-01' && c.end_on >= '2026-03-31');
  if (!record) throw new Error('no certification record covers the period');
  const at = facilities.get(record.facility_no);
  return { name: at?.name ?? '', kana: at?.kana ?? '', number: record.certificate_no, start: record.start_on, end: record.end_on };
}

/** A hospital of the society, with its shared account. */
export interface Hospital extends Person {
  /** 認定番号 of its running record. */
  certificate: string;
}

/** A hospital that is certified as this 種別 today and as nothing else, and that no other test of this run has. */
export function newHospital(kind: '基幹施設' | '連携施設' | '認定研修施設'): Hospital {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
  const running = rows('certifications.csv').filter((c) => c.start_on <= today && c.end_on > today);
  const only = running.filter((c) => c.kind === kind && running.every((other) => other === c || other.facility_no !== c.facility_no));
  const facilities = new Map(rows('facilities.csv').map((f) => [f.facility_no, f]));
  const hospitals = only.flatMap((c) => {
    const at = facilities.get(c.facility_no);
    return at?.login_email ? [{ number: at.facility_no, name: at.name, email: at.login_email, certificate: c.certificate_no }] : [];
  });
  return take('hospital', hospitals) as Hospital;
}
