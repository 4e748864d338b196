import { ModelError } from "../../../errors.ts";
import { PythonObject } from "../../../python/python_object.ts";
import { readFunction } from "../preprocessing/function_transformer.ts";
import { isOn } from "../is_on.ts";
import { readMethod } from "../preprocessing/power_transformer.ts";
import { inverseQuantile } from "../preprocessing/quantile_transformer.ts";

/** What makes an original number of a transformed one, given its column. */
export type Inverse = (value: number, column: number) => number;

/**
 * The way back through a fitted transformer, for those that targets are
 * transformed with.
 *
 * @param object The transformer.
 * @throws {ModelError} If there is no way back, or none that is known here.
 */
export function readInverse(object: PythonObject): Inverse {
  switch (object.className) {
    case "FunctionTransformer":
      return readFunction(object, "inverse_func") ?? ((value) => value);
    case "StandardScaler":
      return unscale(object, {
        scale: isOn(object, "with_std") ? "scale_" : undefined,
        shift: isOn(object, "with_mean") ? "mean_" : undefined,
      });
    case "RobustScaler":
      return unscale(object, {
        scale: isOn(object, "with_scaling") ? "scale_" : undefined,
        shift: isOn(object, "with_centering") ? "center_" : undefined,
      });
    case "MaxAbsScaler":
      return unscale(object, { scale: "scale_", shift: undefined });
    case "MinMaxScaler": {
      const scale = object.numbers("scale_");
      const shift = object.numbers("min_");
      return (value, i) => (value - shift[i]!) / scale[i]!;
    }
    case "QuantileTransformer":
      return inverseQuantile(object);
    case "PowerTransformer":
      return inversePower(object);
    case "Pipeline":
      return inversePipeline(object);
    default:
      throw new ModelError(
        `Cannot serve a target transformed with ${object.className}: the way back is not supported`,
      );
  }
}

/** The steps backwards. */
function inversePipeline(object: PythonObject): Inverse {
  const inverses: Inverse[] = [];
  for (const step of object.list("steps")) {
    const transformer = Array.isArray(step) ? step[1] ?? null : step;
    if (transformer === null || transformer === "passthrough") continue;
    if (!(transformer instanceof PythonObject)) {
      throw new ModelError(
        `Cannot read ${object.className}.steps: a step is not a transformer`,
      );
    }
    inverses.unshift(readInverse(transformer));
  }
  return (value, column) => {
    let result = value;
    for (const inverse of inverses) result = inverse(result, column);
    return result;
  };
}

function unscale(
  object: PythonObject,
  names: {
    readonly scale: string | undefined;
    readonly shift: string | undefined;
  },
): Inverse {
  const read = (name: string | undefined) =>
    name !== undefined && object.has(name) ? object.numbers(name) : undefined;
  const scale = read(names.scale);
  const shift = read(names.shift);
  return (value, i) => value * (scale?.[i] ?? 1) + (shift?.[i] ?? 0);
}

function inversePower(object: PythonObject): Inverse {
  const lambdas = object.numbers("lambdas_");
  const unpower = readMethod(object) === "box-cox" ? unBoxCox : unYeoJohnson;
  const unscaled = object.boolean("standardize") && object.has("_scaler")
    ? readInverse(object.object("_scaler"))
    : (value: number) => value;
  return (value, i) => unpower(unscaled(value, i), lambdas[i]!);
}

function unBoxCox(value: number, lambda: number): number {
  return lambda === 0
    ? Math.exp(value)
    : Math.exp(Math.log1p(lambda * value) / lambda);
}

function unYeoJohnson(value: number, lambda: number): number {
  if (value >= 0) return unshifted(value, lambda);
  return -unshifted(-value, 2 - lambda);
}

function unshifted(value: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON
    ? Math.expm1(value)
    : Math.expm1(Math.log1p(lambda * value) / lambda);
}
