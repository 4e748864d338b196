import { isOpen } from "./access.ts";
import { withHeaders } from "./cors.ts";
import type { Logger } from "./logger.ts";
import { PlainResponse } from "./plain_response.ts";

/** The header by which a request names a deployment, and an answer says who gave it. */
export const DEPLOYMENT_HEADER = "azureml-model-deployment";

/** One of the deployments of an endpoint. */
export interface SplitDeployment {
  /** Its name. */
  readonly name: string;
  /** Answers a request; it never throws. */
  fetch(request: Request): Response | Promise<Response>;
}

/** Which deployment gets how much. */
export interface TrafficRules {
  /** The percentage of the requests that each deployment answers, by its name; they add up to 100, or to 0. */
  readonly traffic: Readonly<Record<string, number>>;
  /** The percentage of them that a deployment gets a copy of, by its name. */
  readonly mirrorTraffic: Readonly<Record<string, number>>;
}

/** What a split is made of. */
export interface TrafficSplitOptions {
  /** The deployments; the first answers what asks for none of them. */
  readonly deployments: readonly SplitDeployment[];
  /** Which of them gets how much. */
  readonly rules: TrafficRules;
  /** Where failures are written. */
  readonly log: Logger;
  /** What stands before the path of every route. */
  readonly pathPrefix?: string;
  /** A number from 0 up to 1, another one each time. */
  readonly random?: () => number;
}

/** How many copies are being answered at once; what is over it is not copied. */
const MAX_COPIES = 64;
const WHOLE = 100;

/**
 * The deployments of an endpoint behind one address, as at Azure ML's: each
 * request is answered by one of them, by the weights, or by the one that it
 * names; some get a copy of it, whose answer nobody sees.
 */
export class TrafficSplit {
  readonly #deployments: ReadonlyMap<string, SplitDeployment>;
  readonly #first: SplitDeployment;
  readonly #log: Logger;
  readonly #pathPrefix: string;
  readonly #random: () => number;
  #rules: TrafficRules;
  #copies = 0;
  #copied = 0;
  #skipped = 0;

  /**
   * Makes the split.
   *
   * @param options What it is made of.
   */
  constructor(options: TrafficSplitOptions) {
    const { deployments, rules, log, random = Math.random } = options;
    this.#first = deployments[0]!;
    this.#deployments = new Map(deployments.map((each) => [each.name, each]));
    this.#rules = rules;
    this.#log = log;
    this.#random = random;
    this.#pathPrefix = options.pathPrefix ?? "";
  }

  /** How many copies were made, and how many were not because too many were being answered. */
  get copies(): { readonly made: number; readonly skipped: number } {
    return { made: this.#copied, skipped: this.#skipped };
  }

  /**
   * Splits by other weights from the next request on.
   *
   * @param rules The weights.
   */
  use(rules: TrafficRules): void {
    this.#rules = rules;
  }

  /**
   * Answers a request.
   *
   * @param request The request.
   * @returns The answer; it never fails.
   */
  answer(request: Request): Response | Promise<Response> {
    if (isOpen(request, this.#pathPrefix)) return this.#first.fetch(request);
    const named = request.headers.get(DEPLOYMENT_HEADER);
    const chosen = named === null
      ? this.#chosen()
      : this.#deployments.get(named);
    if (chosen === undefined) return this.#nobody(named);
    const mirror = named === null ? this.#mirror() : undefined;
    return mirror === undefined
      ? signed(chosen.fetch(request), chosen)
      : this.#answerTwice(request, chosen, mirror);
  }

  /** Whoever the weights say. */
  #chosen(): SplitDeployment | undefined {
    let left = this.#random() * WHOLE;
    for (const [name, weight] of Object.entries(this.#rules.traffic)) {
      left -= weight;
      if (left < 0) return this.#deployments.get(name);
    }
    return undefined;
  }

  #mirror(): SplitDeployment | undefined {
    const [entry] = Object.entries(this.#rules.mirrorTraffic);
    if (entry === undefined) return undefined;
    const [name, percent] = entry;
    if (this.#random() * WHOLE >= percent) return undefined;
    if (this.#copies < MAX_COPIES) return this.#deployments.get(name);
    this.#skipped++;
    return undefined;
  }

  async #answerTwice(
    request: Request,
    chosen: SplitDeployment,
    mirror: SplitDeployment,
  ): Promise<Response> {
    const { method, url, headers } = request;
    let body: Uint8Array<ArrayBuffer>;
    try {
      body = await request.bytes();
    } catch {
      // Who is to answer says what is wrong with it.
      return await signed(chosen.fetch(request), chosen);
    }
    const copy = () =>
      new Request(url, {
        method,
        headers,
        signal: request.signal,
        ...(method === "GET" || method === "HEAD" ? {} : { body }),
      });
    const answer = signed(chosen.fetch(copy()), chosen);
    void this.#answerUnseen(copy(), mirror);
    return await answer;
  }

  async #answerUnseen(copy: Request, mirror: SplitDeployment): Promise<void> {
    this.#copies++;
    this.#copied++;
    try {
      const response = await mirror.fetch(copy);
      await response.body?.pipeTo(new WritableStream());
    } catch (error) {
      this.#log.debug(`A copy for ${mirror.name} was not answered`, {
        cause: String(error),
      });
    } finally {
      this.#copies--;
    }
  }

  #nobody(named: string | null): Response {
    const names = [...this.#deployments.keys()].join(", ");
    const message = named === null
      ? `No deployment of this endpoint has traffic: name one of ${names} in the header ${DEPLOYMENT_HEADER}`
      : `This endpoint has no such deployment: the header ${DEPLOYMENT_HEADER} may name ${names}`;
    return new PlainResponse(JSON.stringify({ message }), {
      status: 404,
      headers: { "content-type": "application/json" },
    });
  }
}

/** Says who gave an answer. */
function signed(
  answer: Response | Promise<Response>,
  { name }: SplitDeployment,
): Response | Promise<Response> {
  return answer instanceof Promise
    ? answer.then((response) =>
      withHeaders(response, { [DEPLOYMENT_HEADER]: name })
    )
    : withHeaders(answer, { [DEPLOYMENT_HEADER]: name });
}
