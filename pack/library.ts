/**
 * The library as Node runs it: with what an older Node has not, if it has not.
 *
 * @module
 */
import "core-js/actual/array-buffer/transfer.js";
import "core-js/actual/async-disposable-stack/index.js";
import "core-js/actual/data-view/get-float16.js";
import "core-js/actual/data-view/set-float16.js";
import "core-js/actual/iterator/index.js";
import "core-js/actual/math/f16round.js";
import "core-js/actual/url/parse.js";
export * from "../mod.ts";
