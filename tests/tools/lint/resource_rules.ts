import { ancestors } from "./ancestors.ts";
import { nameOf } from "./node_names.ts";
import { placeOf } from "./place.ts";

/** What can be closed is disposable, so that `using` closes it. */
export const closeIsDispose: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    return {
      ClassBody(node) {
        const methods = node.body.filter((each) =>
          each.type === "MethodDefinition"
        );
        const isDisposable = methods.some(({ key }) =>
          key.type === "MemberExpression" && nameOf(key.object) === "Symbol" &&
          /^(?:asyncD|d)ispose$/.test(nameOf(key.property))
        );
        if (isDisposable) return;
        for (const { key, value } of methods) {
          if (!/^(?:close|destroy|dispose|release)$/.test(nameOf(key))) {
            continue;
          }
          if (value.params.length > 0) continue;
          context.report({
            node: key,
            message: "What is closed here is not disposable",
            hint: "Name it [Symbol.dispose] or [Symbol.asyncDispose]",
          });
        }
      },
    };
  },
};

/** A wait can be ended, and nothing of it is left behind. */
export const noEndlessWait: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    return {
      MemberExpression(node) {
        if (
          nameOf(node.object) !== "Promise" ||
          !/^(?:race|any)$/.test(nameOf(node.property))
        ) return;
        context.report({
          node,
          message: "What loses the race goes on",
          hint: "Pass a signal on, and end what waits",
        });
      },
      CallExpression(node) {
        const name = nameOf(node.callee);
        if (name !== "setTimeout" && name !== "setInterval") return;
        const promise = promiseAround(node);
        if (promise === undefined) return;
        const cleared = name === "setTimeout"
          ? "clearTimeout"
          : "clearInterval";
        if (context.sourceCode.getText(promise).includes(`${cleared}(`)) return;
        context.report({
          node,
          message: "A wait cannot be ended",
          hint: `Call ${cleared} when its signal says so, or when it is over`,
        });
      },
    };
  },
};

function promiseAround(node: Deno.lint.Node): Deno.lint.Node | undefined {
  for (const at of ancestors(node)) {
    if (at.type === "NewExpression" && nameOf(at.callee) === "Promise") {
      return at;
    }
  }
  return undefined;
}

/** A method is not exchanged on somebody's object; a wrapper has the same interface. */
export const noPatchedMethod: Deno.lint.Rule = {
  create(context) {
    if (!placeOf(context.filename).isProduction) return {};
    return {
      AssignmentExpression({ left, right }) {
        if (
          left.type !== "MemberExpression" || left.computed ||
          left.object.type === "ThisExpression" ||
          /^on[a-z]+$/.test(nameOf(left.property))
        ) return;
        const patched = context.sourceCode.getText(left);
        const isWrapped = right.type === "CallExpression" &&
          [right.callee, ...right.arguments].some((each) =>
            context.sourceCode.getText(each).startsWith(patched)
          );
        const isFunction = right.type === "FunctionExpression" ||
          right.type === "ArrowFunctionExpression";
        if (!isFunction && !isWrapped) return;
        context.report({
          node: left,
          message: "A method of another object is exchanged",
          hint: "Return an object of the same interface that wraps it",
        });
      },
    };
  },
};
