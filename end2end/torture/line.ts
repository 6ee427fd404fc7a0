// The line between a browser and the server, which can be cut.
import { type Server, type Socket, connect, createServer } from 'node:net';

/** How a line is cut: every connection is reset, or nothing comes through and nobody says so. */
export type Cut = 'reset' | 'silence';

/**
 * A port that nobody listens on now. Not one of those that the kernel gives to whoever connects: a server that is away for a while must find it free.
 * Nor 10080, which no browser asks.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = 11_000 + Math.floor(Math.random() * 9_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** Passes on what comes, as it comes. */
export class Line {
  #state: 'open' | Cut = 'open';
  readonly #sockets = new Set<Socket>();
  /** Came while nothing went through: goes on when it does. */
  #waiting: Socket[] = [];
  #server: Server | undefined;

  constructor(
    private readonly port: number,
    private readonly to: number,
  ) {}

  /** Where a browser finds the server. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server = createServer((near) => this.#came(near));
      this.#server.once('error', reject);
      this.#server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  #came(near: Socket): void {
    this.#mind(near);
    if (this.#state === 'reset') near.resetAndDestroy();
    else if (this.#state === 'silence') this.#waiting.push(near.pause());
    else this.#join(near);
  }

  #join(near: Socket): void {
    const far = connect(this.to, '127.0.0.1');
    this.#mind(far);
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
      from.on('close', () => to.destroySoon());
    }
    near.resume();
  }

  #mind(socket: Socket): void {
    this.#sockets.add(socket);
    // What went wrong is seen by its end.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  cut(how: Cut): void {
    this.#state = how;
    for (const socket of this.#sockets) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.pause();
    }
  }

  /** What a machine that is no more has sent into a silent line does not arrive any more. */
  forget(): void {
    this.#waiting = [];
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#state = 'open';
    for (const socket of this.#sockets) socket.resume();
    for (const near of this.#waiting.splice(0)) if (!near.destroyed) this.#join(near);
  }

  async stop(): Promise<void> {
    this.forget();
    if (this.#server?.listening) await new Promise((resolve) => this.#server?.close(resolve));
  }
}
