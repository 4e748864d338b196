import { Hono } from "hono";
import { type Access, isOpen, refuseAccess } from "./access.ts";
import type { AppOptions, AppSettings } from "./app_settings.ts";
import { packAnswer } from "./codings/pack_answer.ts";
import { WEB_CODINGS } from "./codings/web_codings.ts";
import { withHeaders } from "./cors.ts";
import { INTERNAL_FAILURE } from "./errors.ts";
import { SILENT } from "./logger.ts";
import type { ScoringModel } from "./model.ts";
import { PROTOCOLS } from "./protocols.ts";
import { legacyIdTeller } from "./request_ids.ts";
import { OTHER_ROUTE } from "./request_metrics.ts";
import { mountApiPage } from "./routes/api_page.ts";
import { answerOn } from "./routes/answer_on.ts";
import { AZURE_ANSWERS } from "./routes/azure_answers.ts";
import { mountHealth, mountProbe } from "./routes/health.ts";
import type { Failure } from "./routes/route.ts";
import { mountSwagger } from "./routes/swagger.ts";
import { VERSION } from "./version.ts";

/** A host: a function from requests to answers, on web standards alone. */
export interface App {
  /** Answers one request; it never throws. */
  fetch(request: Request): Response | Promise<Response>;
}

const NOT_FOUND: Failure = {
  code: "not-found",
  message:
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
};
const LEAST_FAILURE = 400;
/** No route, or none for this method. */
const UNKNOWN_ROUTE: ReadonlySet<number> = new Set([404, 405]);
const METHODS = ["GET", "POST", "OPTIONS"];
const WRONG_METHOD: Failure = {
  code: "wrong-method",
  message: "The method is not allowed for the requested URL.",
};

/**
 * Makes a host of a model: `POST /score` with Azure ML's contract, and for an
 * MLflow model `POST /invocations` with MLflow's and `/v2/…`, the Open
 * Inference Protocol.
 *
 * @param model What scores.
 * @param options Limits, and who is told of what happens.
 * @returns The host.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createApp, openModule } from "@samla/samla";
 *
 * const model = await openModule(
 *   { run: (text: string) => ({ length: text.length }) },
 *   { name: "length" },
 * );
 * const app = createApp(model);
 * const response = await app.fetch(
 *   new Request("http://localhost/score", { method: "POST", body: "four" }),
 * );
 * assertEquals(await response.json(), { length: 4 });
 * ```
 */
export function createApp(model: ScoringModel, options: AppOptions = {}): App {
  const settings: AppSettings = {
    maxBodyBytes: 100 * 1024 * 1024,
    timeoutMs: 3_600_000,
    log: SILENT,
    serviceName: "ML service",
    serviceVersion: "1.0",
    servicePathPrefix: "",
    swaggerDocuments: {},
    codings: WEB_CODINGS,
    showVersion: true,
    mlflowVersion: VERSION,
    isReady: () => true,
    pathPrefix: "",
    ...options,
    logsPayloads: ["request", "response"].some((name) =>
      options.deployment?.collection(name) !== undefined
    ),
  };
  const app = new Hono();
  const asked = new WeakMap<Request, string>();
  const { pathPrefix } = settings;
  const routes = pathPrefix === "" ? app : app.basePath(pathPrefix);
  mountHealth(routes, settings);
  // What probes an address knows nothing of what is served there.
  if (routes !== app) {
    for (const path of ["/", `${pathPrefix}/`]) mountProbe(app, settings, path);
  }
  const spoken = Object.values(PROTOCOLS)
    .filter(({ name }) => model.protocols.includes(name));
  for (const protocol of spoken) {
    const host = { model, settings, protocol: protocol.name };
    protocol.mount(routes, {
      model,
      settings,
      answer: (request, route) => {
        asked.set(request, route.path);
        const trace = settings.tracing?.begin(request, route.path);
        return trace === undefined
          ? answerOn(request, route, host)
          : trace.run(() => answerOn(request, route, { ...host, trace }));
      },
    });
  }
  mountSwagger(routes, model, settings);
  mountApiPage(
    routes,
    settings,
    () => spoken.flatMap((protocol) => protocol.describe(model)),
  );
  app.notFound(({ req }) => {
    const allow = METHODS.filter((method) =>
      app.router.match(method, req.path)[0].length > 0
    );
    return allow.length === 0
      ? AZURE_ANSWERS.failed(NOT_FOUND, {})
      : AZURE_ANSWERS.failed(WRONG_METHOD, { allow: allow.join(", ") });
  });
  app.onError((error) => {
    settings.log.error("The host failed", { cause: error.stack });
    const failure: Failure = { code: "internal", message: INTERNAL_FAILURE };
    return AZURE_ANSWERS.failed(failure, {});
  });
  const { metrics, requestLog, codings } = settings;
  const tellLegacyId = legacyIdTeller(settings.log);
  const admitted = crossOrigin(
    admitting((request) => {
      tellLegacyId(request.headers);
      const answer = app.fetch(request);
      const { method, url, headers } = request;
      if (method !== "HEAD") return answer;
      // It asks what GET would, but a model; who sends the answer leaves its body out.
      return after(
        answer,
        (response) =>
          response.ok && !asked.has(request)
            ? app.fetch(new Request(url, { headers }))
            : response,
      );
    }, settings),
    settings,
  );
  return {
    fetch: (request) => {
      const packed = (response: Response) =>
        packAnswer(response, request, codings);
      if (metrics === undefined && requestLog === undefined) {
        return after(admitted(request), packed);
      }
      const started = performance.now();
      metrics?.arrived();
      const counted = (response: Response): Response => {
        const { status } = response;
        // What asks no model has one label, so that no path of a request is one.
        const known = status === 431 ? undefined : asked.get(request);
        const route = known ?? OTHER_ROUTE;
        const ms = performance.now() - started;
        metrics?.answered({ route, status }, ms / 1000);
        // Probes that find all well are not told.
        if (known !== undefined || status >= LEAST_FAILURE) {
          const { method } = request;
          const { headers } = response;
          requestLog?.tell({ method, route, status, ms, headers });
        }
        return response;
      };
      return after(
        admitted(request),
        (response) => after(packed(response), counted),
      );
    },
  };
}

/** Tells browsers which pages may ask, on the routes that there are. */
function crossOrigin(
  answer: (request: Request) => Response | Promise<Response>,
  { cors }: AppSettings,
): (request: Request) => Response | Promise<Response> {
  if (cors === undefined) return answer;
  return (request) =>
    after(
      answer(request),
      (response) =>
        UNKNOWN_ROUTE.has(response.status)
          ? response
          : withHeaders(response, cors.headers(request)),
    );
}

/**
 * Answers those who may ask.
 *
 * @param answer Answers a request.
 * @param options Who may ask, and where it is told who may not.
 * @returns Answers a request, or refuses it.
 */
export function admitting(
  answer: (request: Request) => Response | Promise<Response>,
  options: Pick<AppSettings, "cors" | "log" | "pathPrefix"> & {
    readonly access?: Access | undefined;
  },
): (request: Request) => Response | Promise<Response> {
  const { access, cors, log, pathPrefix } = options;
  if (access === undefined) return answer;
  return (request) => {
    // A browser sends no key with its question what it may send.
    const isFree = isOpen(request, pathPrefix) ||
      cors?.isPreflight(request) === true;
    if (isFree) return answer(request);
    return after(
      access.admits(request.headers.get("authorization")),
      (admission) =>
        admission === true ? answer(request) : refuseAccess(admission, log),
    );
  };
}

/** A step after another: at once if that one has been, so that no turn is lost. */
function after<T, U>(
  value: T | Promise<T>,
  step: (value: T) => U | Promise<U>,
): U | Promise<U> {
  return value instanceof Promise ? value.then(step) : step(value);
}
