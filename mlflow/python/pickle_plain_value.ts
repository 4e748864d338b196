import type { ByteCursor } from "./byte_cursor.ts";
import { describeOpcode, OPCODE } from "./opcode.ts";
import type { PythonValue } from "./python_object.ts";

/** The longest integer that is read, in bytes. */
const MAX_INTEGER_BYTES = 1024;

/**
 * The plain value that an opcode says together with what follows it.
 *
 * @param cursor Behind the opcode; it is moved to behind the value.
 * @param opcode The opcode.
 * @returns The value; bytes are a part of the file.
 * @throws {ModelError} If the opcode says no plain value, or the file ends.
 */
export function picklePlainValue(
  cursor: ByteCursor,
  opcode: number,
): PythonValue {
  switch (opcode) {
    case OPCODE.NONE:
      return null;
    case OPCODE.NEWTRUE:
      return true;
    case OPCODE.NEWFALSE:
      return false;
    case OPCODE.BININT:
      return cursor.int32();
    case OPCODE.BININT1:
      return cursor.uint8();
    case OPCODE.BININT2:
      return cursor.uint16();
    case OPCODE.BINFLOAT:
      return cursor.float64BigEndian();
    case OPCODE.LONG1:
      return integer(cursor, cursor.uint8());
    case OPCODE.LONG4:
      return integer(cursor, cursor.uint32());
    case OPCODE.SHORT_BINUNICODE:
      return cursor.text(cursor.uint8());
    case OPCODE.BINUNICODE:
      return cursor.text(cursor.uint32());
    case OPCODE.BINUNICODE8:
      return cursor.text(cursor.length64());
    case OPCODE.SHORT_BINBYTES:
      return cursor.take(cursor.uint8());
    case OPCODE.BINBYTES:
      return cursor.take(cursor.uint32());
    case OPCODE.BINBYTES8:
    case OPCODE.BYTEARRAY8:
      return cursor.take(cursor.length64());
    default:
      cursor.position--;
      throw cursor.error(`found ${describeOpcode(opcode)}`);
  }
}

function integer(cursor: ByteCursor, length: number): number | bigint {
  if (length > MAX_INTEGER_BYTES) {
    throw cursor.error(`an integer of ${length} bytes`);
  }
  const bytes = cursor.take(length);
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) {
    value = (value << 8n) | BigInt(bytes[i]!);
  }
  value = BigInt.asIntN(length * 8, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
