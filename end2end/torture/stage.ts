// Everything of one round: the society's machine with the server and its Postgres, the line, and the person; and how each of
// them ends. Nothing is shared with another round.
import { type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { startServer, stopServer, until, withSociety } from '../setup/server';
import { Disk } from './disk';
import { Line } from './line';
import { Person } from './person';
import type { Plan } from './plan';
import { killIn } from './processes';

export class Stage {
  readonly person: Person;
  readonly line: Line;
  /** The one from which the power will be taken. */
  readonly disk: Disk | undefined;
  readonly #folder = mkdtempSync(join(process.env.TORTURE_FOLDER ?? '', 'round-'));
  readonly #port: number;
  #server: ChildProcess | undefined;

  constructor({ kind, form }: Plan, ports: [server: number, line: number]) {
    [this.#port] = ports;
    this.line = new Line(ports[1], this.#port);
    this.person = new Person(join(this.#ofPerson, 'profile'), this.line.url, form);
    if (kind === 'power') this.disk = new Disk(this.#ofPerson);
    if (kind === 'server-power') this.disk = new Disk(this.#ofSociety);
  }

  /** What the person's machine keeps. */
  get #ofPerson(): string {
    return join(this.#folder, 'person');
  }

  /** What the society's machine keeps. */
  get #ofSociety(): string {
    return join(this.#folder, 'society');
  }

  get #data(): string {
    return join(this.#ofSociety, 'data');
  }

  /** Somebody stands at the form and is about to type. */
  async set(): Promise<void> {
    // Folders which the server may hand to the user that runs Postgres.
    chmodSync(this.#folder, 0o755);
    for (const machine of [this.#ofPerson, this.#ofSociety]) mkdirSync(machine);
    this.disk?.make();
    await this.line.start();
    await this.startServer();
    await this.person.begin();
    this.disk?.settle();
  }

  async startServer(): Promise<void> {
    this.#server = (await startServer(withSociety(this.#data), this.#port, { PUBLIC_URL: this.line.url })).child;
  }

  async killServer(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  /** Ends Postgres alone: SIGKILL to its first process, or SIGQUIT, which is its immediate shutdown. */
  killDatabase(signal: 'SIGKILL' | 'SIGQUIT'): void {
    const elsewhere = join(this.#data, 'location');
    const home = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : this.#data;
    process.kill(Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), signal);
  }

  /** Waits until the server says that it has what it needs. */
  async serverIsReady(): Promise<void> {
    await until('the server to be ready', async () => (await fetch(`http://127.0.0.1:${this.#port}/readyz`)).ok, 60);
  }

  /** Takes the power from the machine of server and Postgres. */
  async cutServersPower(): Promise<void> {
    this.disk?.powerOff();
    await Promise.all([this.killServer(), killIn(this.#data)]);
    await this.disk?.out();
  }

  /** Takes the power from the machine in front of the person; the moment at which that was. */
  async cutPersonsPower(): Promise<number> {
    const end = this.disk?.powerOff() ?? Date.now();
    await this.person.kill();
    await this.disk?.out();
    return end;
  }

  /** Ends and removes whatever there is. */
  async clear(): Promise<void> {
    await this.person.stop().catch(() => {});
    await this.person.close();
    await this.line.stop();
    if (this.#server) await stopServer(this.#server);
    await this.disk?.out();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
