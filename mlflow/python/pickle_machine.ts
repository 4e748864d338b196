import { Tensor } from "../../frame/mod.ts";
import type { ByteCursor } from "./byte_cursor.ts";
import { constructObject } from "./construct_object.ts";
import {
  type ArrayLayout,
  arrayOfBytes,
  countElements,
} from "./array_layout.ts";
import { arrayOfContent, PendingObject } from "./pending_object.ts";
import { PickleMemo } from "./pickle_memo.ts";
import { OPCODE } from "./opcode.ts";
import { picklePlainValue } from "./pickle_plain_value.ts";
import { PickleStack } from "./pickle_stack.ts";
import { PickledDType } from "./pickled_dtype.ts";
import { globalName, isKnownGlobal } from "./known_global.ts";
import { PythonName, PythonObject, type PythonValue } from "./python_object.ts";
import { COST, type SizeBudget } from "./size_budget.ts";

/** How many pickles may stand within one another, as joblib's arrays of objects do. */
const MAX_NESTING = 50;

/** How many names that are not known are kept for the message. */
const MAX_FOREIGN_NAMES = 100;

/** What the pickles of one file share. */
export interface PickleSession {
  readonly budget: SizeBudget;
  /** Names that models do not consist of, by module and name. */
  readonly foreign: Map<string, PythonName>;
  /** How many pickles this one stands in. */
  readonly depth: number;
}

/**
 * Reads one pickle of the protocols 2 to 5 to inert data: a stack machine
 * whose calls make data and nothing else.
 */
export class PickleMachine {
  readonly #cursor: ByteCursor;
  readonly #session: PickleSession;
  readonly #stack: PickleStack;
  readonly #memo = new PickleMemo();
  #pending = 0;

  /**
   * Makes the machine.
   *
   * @param cursor Where the pickle begins; it is moved to behind it.
   * @param session What the pickles of the file share.
   */
  constructor(cursor: ByteCursor, session: PickleSession) {
    this.#cursor = cursor;
    this.#session = session;
    this.#stack = new PickleStack(cursor);
  }

  /**
   * Reads it.
   *
   * @returns What it says.
   * @throws {ModelError} If it is damaged, or uses an opcode that is not read.
   */
  run(): PythonValue {
    const cursor = this.#cursor;
    const { budget } = this.#session;
    if (this.#session.depth > MAX_NESTING) {
      throw cursor.error(`more than ${MAX_NESTING} pickles within one another`);
    }
    while (true) {
      const opcode = cursor.uint8();
      if (opcode === OPCODE.STOP) break;
      budget.takeMemory(COST.place);
      if (this.#structural(opcode)) continue;
      const value = picklePlainValue(cursor, opcode);
      if (typeof value === "string") budget.takeMemory(COST.text);
      else if (typeof value === "object") budget.takeMemory(COST.bytes);
      this.#stack.push(value);
    }
    const result = this.#stack.pop();
    if (this.#pending !== 0) throw cursor.error("an array has no elements");
    return result;
  }

  /** Opcodes that build on what is on the stack. */
  #structural(opcode: number): boolean {
    const cursor = this.#cursor;
    const stack = this.#stack;
    switch (opcode) {
      case OPCODE.PROTO:
        this.#protocol(cursor.uint8());
        return true;
      case OPCODE.FRAME:
        // Only a hint how much to read ahead.
        cursor.length64();
        return true;
      case OPCODE.MARK:
        stack.mark();
        return true;
      case OPCODE.POP:
        stack.popOrUnmark();
        return true;
      case OPCODE.POP_MARK:
        stack.popToMark();
        return true;
      case OPCODE.EMPTY_TUPLE:
      case OPCODE.EMPTY_LIST:
      case OPCODE.EMPTY_SET:
        this.#pushContainer([]);
        return true;
      case OPCODE.EMPTY_DICT:
        this.#pushContainer(new Map<PythonValue, PythonValue>());
        return true;
      case OPCODE.TUPLE:
      case OPCODE.FROZENSET:
        this.#pushContainer(stack.popToMark());
        return true;
      case OPCODE.TUPLE1:
      case OPCODE.TUPLE2:
      case OPCODE.TUPLE3:
        this.#pushContainer(stack.popMany(opcode - OPCODE.TUPLE1 + 1));
        return true;
      case OPCODE.APPEND:
        this.#append([stack.pop()]);
        return true;
      case OPCODE.APPENDS:
      case OPCODE.ADDITEMS:
        this.#append(stack.popToMark());
        return true;
      case OPCODE.SETITEM:
        this.#setItems(stack.popMany(2));
        return true;
      case OPCODE.SETITEMS:
        this.#setItems(stack.popToMark());
        return true;
      case OPCODE.GLOBAL: {
        const module = cursor.line();
        this.#global(module, cursor.line());
        return true;
      }
      case OPCODE.STACK_GLOBAL: {
        const [module, name] = stack.popMany(2);
        this.#global(module, name);
        return true;
      }
      case OPCODE.REDUCE:
      case OPCODE.NEWOBJ: {
        const [callable, args] = stack.popMany(2);
        this.#construct(callable, args);
        return true;
      }
      case OPCODE.NEWOBJ_EX: {
        const [callable, args, keywords] = stack.popMany(3);
        this.#construct(callable, args);
        if (keywords instanceof Map && keywords.size > 0) this.#build(keywords);
        return true;
      }
      case OPCODE.BUILD:
        this.#build(stack.pop());
        return true;
      case OPCODE.MEMOIZE:
        this.#remember(this.#memo.size);
        return true;
      case OPCODE.BINPUT:
        this.#remember(cursor.uint8());
        return true;
      case OPCODE.LONG_BINPUT:
        this.#remember(cursor.uint32());
        return true;
      case OPCODE.BINGET:
        this.#recall(cursor.uint8());
        return true;
      case OPCODE.LONG_BINGET:
        this.#recall(cursor.uint32());
        return true;
      default:
        return false;
    }
  }

  #protocol(version: number): void {
    if (version < 2 || version > 5) {
      throw this.#cursor.error(
        `pickle protocol ${version}: the protocols 2 to 5 are read`,
      );
    }
  }

  #pushContainer(container: PythonValue): void {
    this.#session.budget.takeMemory(costOf(container));
    this.#stack.push(container);
  }

  #append(items: readonly PythonValue[]): void {
    const list = this.#stack.top();
    if (!Array.isArray(list)) throw this.#cursor.error("expected a list");
    for (let i = 0; i < items.length; i++) list.push(items[i]);
  }

  #setItems(items: readonly PythonValue[]): void {
    const dict = this.#stack.top();
    if (!(dict instanceof Map)) throw this.#cursor.error("expected a dict");
    if (items.length % 2 !== 0) {
      throw this.#cursor.error("a dict has a key without a value");
    }
    this.#session.budget.takeMemory(items.length / 2 * COST.entry);
    for (let i = 0; i < items.length; i += 2) {
      dict.set(items[i], items[i + 1]);
    }
  }

  #remember(position: number): void {
    const value = this.#stack.top();
    if (value instanceof PendingObject) value.memoPositions.push(position);
    this.#memo.set(position, value);
  }

  #recall(position: number): void {
    const value = this.#memo.get(position);
    if (value === undefined) {
      throw this.#cursor.error(`nothing is remembered as number ${position}`);
    }
    if (value instanceof PendingObject) {
      throw this.#cursor.error("an array refers to itself");
    }
    this.#stack.push(value);
  }

  #global(module: PythonValue = null, name: PythonValue = null): void {
    if (typeof module !== "string" || typeof name !== "string") {
      throw this.#cursor.error("expected the name of a module and a class");
    }
    const global = globalName(module, name);
    if (!isKnownGlobal(global)) this.#refuse(global);
    this.#stack.push(global);
  }

  #refuse(name: PythonName): void {
    const { foreign } = this.#session;
    if (foreign.size < MAX_FOREIGN_NAMES) {
      foreign.set(`${name.module}.${name.name}`, name);
    }
  }

  #construct(callable: PythonValue = null, args: PythonValue = null): void {
    if (callable instanceof PythonObject && this.#session.foreign.size > 0) {
      // What was made by unknown code is called: the model is refused in any
      // case, and read on for the other names in it.
      this.#pushContainer(callable);
      return;
    }
    if (!(callable instanceof PythonName) || !Array.isArray(args)) {
      throw this.#cursor.error("expected a class and its arguments");
    }
    const object = constructObject(callable, args, {
      budget: this.#session.budget,
      refuse: (name) => this.#refuse(name),
    });
    if (object instanceof PendingObject) this.#pending++;
    this.#pushContainer(object);
  }

  #build(state: PythonValue): void {
    const object = this.#stack.top();
    if (object instanceof PendingObject) {
      const finished = object.finish(state, {
        budget: this.#session.budget,
        readArray: (layout, alignment) => this.#readArray(layout, alignment),
      });
      this.#pending--;
      this.#stack.replaceTop(finished);
      for (const at of object.memoPositions) this.#memo.set(at, finished);
    } else if (object instanceof PickledDType) {
      object.setState(state);
    } else if (object instanceof PythonObject) {
      this.#setAttributes(object, state);
    } else if (!(object instanceof Map)) {
      throw this.#cursor.error("expected an object before its state");
    }
    // Attributes of a dict, as those of a Bunch, mean nothing to a model.
  }

  #setAttributes(object: PythonObject, state: PythonValue): void {
    const { attributes } = object;
    if (!(attributes instanceof Map)) return;
    const isSlots = Array.isArray(state) && state.length === 2 &&
      state.every((part) => part === null || part instanceof Map);
    const parts: PythonValue[] = isSlots ? [...state] : [state];
    for (const part of parts) {
      if (part === null) continue;
      if (!(part instanceof Map)) {
        attributes.set("__setstate__", part);
        continue;
      }
      this.#session.budget.takeMemory(part.size * COST.entry);
      for (const [key, value] of part) {
        if (typeof key !== "string") {
          throw this.#cursor.error(
            `an attribute of ${object.className} has no name`,
          );
        }
        attributes.set(key, value);
      }
    }
  }

  /** An array of joblib: its bytes, or a pickle of its objects, begin here. */
  #readArray(layout: ArrayLayout, alignmentBytes: number): PythonValue {
    const cursor = this.#cursor;
    const { budget, foreign, depth } = this.#session;
    if (layout.dtype.name === "object") {
      const nested = new PickleMachine(cursor, {
        budget,
        foreign,
        depth: depth + 1,
      });
      const content = nested.run();
      return content instanceof Tensor
        ? content
        : arrayOfContent(content, layout, budget);
    }
    if (alignmentBytes > 0) cursor.take(cursor.uint8());
    const count = countElements(layout.shape);
    const bytes = cursor.take(count * layout.dtype.itemBytes);
    return arrayOfBytes(bytes, layout, budget);
  }
}

/** What a container or an object takes, without what is in it. */
function costOf(container: PythonValue): number {
  if (Array.isArray(container)) return COST.list;
  if (container instanceof Map) return COST.dict;
  if (typeof container !== "object" || container === null) return 0;
  return COST.object;
}
