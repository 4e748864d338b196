import type { Deployment } from "../../../collector/mod.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { Echo } from "./echo.ts";
import type { Frame } from "./frame.ts";
import { FrameReader } from "./frame_reader.ts";
import { FROM_MODULE } from "./from_module.ts";
import { answerOf, errorOf, failureOf, pairs } from "./answer_of.ts";
import type { ModuleJob } from "./module_job.ts";
import { ModuleJobs } from "./module_jobs.ts";
import type { ModuleProcessListeners } from "./module_process_listeners.ts";
import type { ModuleReady, ModuleStart, SentAnswer } from "./module_start.ts";
import { ReceivedStreams } from "./received_streams.ts";
import { sentScore } from "./sent_score.ts";
import { RelayedEvents } from "./relayed_events.ts";
import type { SpawnedModule } from "./spawn_module.ts";
import { TO_MODULE } from "./to_module.ts";
import { TurnSender } from "./turn_sender.ts";
import { writeLog } from "./write_log.ts";

/** How long after it was sent a request may still be begun; later it is given back. */
const BEGIN_WITHIN_MS = 25;
/** How long after that it is taken away from a process that computes. */
const TAKEN_AFTER_MS = 60;
/** How many requests a process has at once that it has not begun, as far as its host knows. */
const AHEAD = 2;
/** The same where they are answered within less than it takes to send one. */
const AHEAD_QUICK = 8;
/** How long a process may take to say that it hears. */
const PING_MS = 20;
/** How long requests that others are still waiting for may take when a process is to end. */
const GRACE_MS = 5000;

/** A process that runs the module, seen from its host. */
export class ModuleProcess {
  readonly #spawned: SpawnedModule;
  readonly #channel: TurnSender;
  readonly #events: RelayedEvents;
  readonly #listeners: ModuleProcessListeners;
  readonly #jobs = new ModuleJobs();
  readonly #echo = new Echo();
  readonly #streams = new ReceivedStreams();
  readonly #ready = Promise.withResolvers<ModuleReady>();
  /** When it is gone. */
  readonly ended: Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When it was heard last, in milliseconds of this process. */
  #heardAt = 0;
  /** When it was heard last, the last time that somebody looked. */
  #silentSince = -1;
  /** Whether it has said nothing since a request was taken from it. */
  #computes = false;
  #reason = "";
  #isStopped = false;
  #isGone = false;
  /** Whether it takes no more requests. */
  isRetired = false;

  /**
   * Takes a process that was started.
   *
   * @param spawned The process.
   * @param deployment Whose data it collects.
   * @param listeners Who hears of it.
   */
  constructor(
    spawned: SpawnedModule,
    deployment: Deployment,
    listeners: ModuleProcessListeners,
  ) {
    this.#spawned = spawned;
    this.#channel = new TurnSender(spawned.sink);
    this.#events = new RelayedEvents(deployment);
    this.#listeners = listeners;
    // Somebody waits for it only while it starts.
    this.#ready.promise.catch(() => {});
    this.ended = this.#listen();
  }

  get #unbegun(): readonly ModuleJob[] {
    return this.#jobs.unbegunFor(this.#streams.size);
  }

  /** Whether others may wait for what it does. */
  get isQuick(): boolean {
    return this.#jobs.areQuick;
  }

  /** How many requests it has. */
  get load(): number {
    return this.#jobs.size + this.#streams.size;
  }

  /** Whether it takes another request. */
  get hasRoom(): boolean {
    return !this.isRetired && !this.#computes &&
      this.#jobs.unbegun < (this.isQuick ? AHEAD_QUICK : AHEAD);
  }

  /**
   * Tells it what to run.
   *
   * @param start What.
   * @returns What it says of the module.
   * @throws {Error} If it cannot run it.
   */
  start(start: ModuleStart): Promise<ModuleReady> {
    this.#channel.send(TO_MODULE.start, 0, { head: start });
    return this.#ready.promise;
  }

  /**
   * Sends a request.
   *
   * @param job The request.
   */
  send(job: ModuleJob): void {
    const { request } = job;
    this.#jobs.add(job);
    this.#channel.send(TO_MODULE.score, job.id, {
      head: sentScore(
        request,
        performance.timeOrigin + job.sentAt + BEGIN_WITHIN_MS,
      ),
      body: request.body,
    });
  }

  /** Tells the module that nobody waits for a request. */
  #abort(job: ModuleJob): void {
    if (this.#jobs.has(job)) this.#channel.send(TO_MODULE.abort, job.id);
  }

  /**
   * Requests whose time is over.
   *
   * @param since Those that came before, in milliseconds of this process.
   * @returns Whether one of them runs.
   */
  dropOverdue(since: number): boolean {
    let runs = false;
    for (const job of this.#jobs) {
      if (job.cameAt > since) continue;
      runs ||= job.state === "running" || this.#heardAt < job.sentAt;
      this.#abort(job);
      this.#forget(job.id);
    }
    return runs;
  }

  /**
   * Looks after requests that are not answered yet: hears of clients that
   * leave, and takes those back that it has not begun, as it computes.
   *
   * @param now The time, in milliseconds of this process.
   */
  lookAfter(now: number): void {
    // What it has said since may not have been heard yet: look twice.
    const isSilent = this.#silentSince === this.#heardAt;
    this.#silentSince = this.#heardAt;
    for (const job of this.#jobs) job.watch(() => this.#abort(job));
    for (const job of isSilent ? this.#unbegun : []) {
      if (now - job.sentAt < TAKEN_AFTER_MS) continue;
      this.#computes = true;
      this.#forget(job.id);
      this.#listeners.returned(job);
    }
  }

  /**
   * Takes no more requests, and ends when those are answered that it has.
   *
   * @param reason Why, for the log.
   */
  retire(reason: string): void {
    if (this.isRetired) return;
    this.isRetired = true;
    this.#reason = reason;
    if (this.load === 0) this.stop();
  }

  /**
   * Ends it, as it runs a request that nobody waits for: at once where it does
   * not hear, else when the others are answered, for which it has a while.
   *
   * @param reason Why, for the log.
   */
  async end(reason: string): Promise<void> {
    this.isRetired = true;
    this.#reason = reason;
    const hears = await this.#hears();
    if (this.#isGone) return;
    if (!hears) return this.#spawned.kill();
    if (this.load === 0) return this.stop();
    this.#timer ??= setTimeout(() => this.#spawned.kill(), GRACE_MS);
  }

  /** Has it finish, as nobody waits for anything; at once where it does not hear. */
  async finish(): Promise<void> {
    this.isRetired = true;
    const hears = await this.#hears();
    if (this.#isGone) return;
    if (hears) this.stop();
    else this.#spawned.kill();
  }

  /** Has it finish, and end. */
  stop(): void {
    this.isRetired = true;
    this.#isStopped = true;
    this.#channel.send(TO_MODULE.stop, 0);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#spawned.kill(), GRACE_MS);
  }

  /**
   * Whether it computes without a pause, as a generator may between parts.
   *
   * @param ms How long it may; a request that may run has this time too.
   */
  async isDeaf(ms: number): Promise<boolean> {
    return this.#heardAt < performance.now() - ms && !await this.#hears(ms);
  }

  /** Whether it is not computing. */
  #hears(ms: number = PING_MS): Promise<boolean> {
    const answered = this.#echo.answered(ms);
    this.#channel.send(TO_MODULE.ping, 0);
    return answered;
  }

  async #listen(): Promise<void> {
    try {
      const reader = new FrameReader((frame) => this.#hear(frame));
      for await (const bytes of this.#spawned.said) reader.push(bytes);
    } catch (error) {
      // What tells nonsense is not to be listened to.
      this.#reason ||= reasonOf(error);
      this.#spawned.kill();
    }
    const ended = await this.#spawned.ended;
    clearTimeout(this.#timer);
    this.#channel[Symbol.dispose]();
    this.isRetired = true;
    this.#isGone = true;
    this.#echo.heard();
    const reason = this.#reason || ended;
    if (!this.#isStopped) this.#events.lost();
    this.#ready.reject(new Error(reason));
    const unbegun = new Set(this.#unbegun);
    for (const job of this.#jobs) {
      if (unbegun.has(job)) this.#listeners.returned(job);
      else job.lose(reason);
    }
    this.#streams.failAll(new Error(reason));
    this.#listeners.gone(reason);
  }

  #hear({ kind, id, head, body }: Frame): void {
    this.#heardAt = performance.now();
    if (this.#computes) {
      this.#computes = false;
      this.#listeners.hasRoom();
    }
    switch (kind) {
      case FROM_MODULE.began:
        if (this.#jobs.begun(id)) this.#listeners.hasRoom();
        return;
      case FROM_MODULE.returned: {
        const job = this.#forget(id);
        if (job !== undefined) this.#listeners.returned(job);
        return;
      }
      case FROM_MODULE.answer:
        return this.#forget(id)?.resolve(answerOf(JSON.parse(head), body));
      case FROM_MODULE.failure:
        return this.#forget(id)?.reject(failureOf(JSON.parse(head)));
      case FROM_MODULE.stream:
        return this.#stream(id, JSON.parse(head));
      case FROM_MODULE.part:
        return this.#streams.part(id, body);
      case FROM_MODULE.end:
        this.#streams.end(id);
        return this.#left();
      case FROM_MODULE.broke:
        this.#streams.fail(id, errorOf(JSON.parse(head)));
        return this.#left();
      case FROM_MODULE.pong:
        return this.#echo.heard();
      case FROM_MODULE.stopped:
        // Then it ends by itself.
        return this.#channel[Symbol.dispose]();
    }
    this.#hearOther({ kind, id, head, body });
  }

  #hearOther({ kind, head, body }: Frame): void {
    switch (kind) {
      case FROM_MODULE.ready:
        return this.#ready.resolve(JSON.parse(head));
      case FROM_MODULE.failed:
        this.#reason = JSON.parse(head).message;
        return this.#spawned.kill();
      case FROM_MODULE.lines:
        return this.#events.lines(JSON.parse(head), body);
      case FROM_MODULE.file:
        return this.#events.file(JSON.parse(head).path, body);
      case FROM_MODULE.counts:
        return this.#events.counts(JSON.parse(head));
      case FROM_MODULE.log:
        return writeLog(this.#listeners.log, JSON.parse(head));
      case FROM_MODULE.uncaught:
        writeLog(this.#listeners.log, JSON.parse(head));
        return this.#listeners.uncaught();
    }
  }

  #stream(id: number, { status, headers }: SentAnswer): void {
    const job = this.#forget(id);
    const cancel = () => {
      this.#channel.send(TO_MODULE.cancel, id);
      this.#left();
    };
    if (job === undefined) return cancel();
    const body = this.#streams.open(id, {
      pull: () => this.#channel.send(TO_MODULE.pull, id),
      cancel,
    });
    job.resolve(new Response(body, { status, headers: pairs(headers) }));
  }

  /** A stream is over, or a request. */
  #left(): void {
    if (this.isRetired && this.load === 0 && !this.#isStopped) this.stop();
  }

  /** A request is no more its concern. */
  #forget(id: number): ModuleJob | undefined {
    const before = this.#jobs.unbegun;
    const job = this.#jobs.take(id);
    if (job === undefined) return undefined;
    if (this.#jobs.unbegun < before) this.#listeners.hasRoom();
    this.#left();
    return job;
  }
}
