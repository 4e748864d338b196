/**
 * The opcodes of Python's pickle format that files of protocol 2 to 5 consist
 * of, by the names of Python's `pickletools`.
 */
export const OPCODE = {
  MARK: 0x28,
  STOP: 0x2e,
  POP: 0x30,
  POP_MARK: 0x31,
  BINFLOAT: 0x47,
  BININT: 0x4a,
  BININT1: 0x4b,
  BININT2: 0x4d,
  NONE: 0x4e,
  REDUCE: 0x52,
  BINUNICODE: 0x58,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  BUILD: 0x62,
  GLOBAL: 0x63,
  APPENDS: 0x65,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  SETITEM: 0x73,
  TUPLE: 0x74,
  SETITEMS: 0x75,
  EMPTY_DICT: 0x7d,
  EMPTY_TUPLE: 0x29,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  PROTO: 0x80,
  NEWOBJ: 0x81,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
} as const;

const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x32, "DUP"],
  [0x46, "FLOAT"],
  [0x49, "INT"],
  [0x4c, "LONG"],
  [0x50, "PERSID"],
  [0x51, "BINPERSID"],
  [0x53, "STRING"],
  [0x54, "BINSTRING"],
  [0x55, "SHORT_BINSTRING"],
  [0x56, "UNICODE"],
  [0x64, "DICT"],
  [0x67, "GET"],
  [0x69, "INST"],
  [0x6c, "LIST"],
  [0x6f, "OBJ"],
  [0x70, "PUT"],
  [0x82, "EXT1"],
  [0x83, "EXT2"],
  [0x84, "EXT4"],
  [0x97, "NEXT_BUFFER"],
  [0x98, "READONLY_BUFFER"],
]);

/**
 * What an opcode that is not read is called.
 *
 * @param opcode The byte.
 * @returns Its name and what it stands for, or its number where it is not an opcode.
 */
export function describeOpcode(opcode: number): string {
  const name = REFUSED.get(opcode);
  if (name === undefined) return `the byte ${opcode}, which is not an opcode`;
  if (name.endsWith("PERSID")) {
    return `the opcode ${name}, a reference to something outside the file`;
  }
  if (name.startsWith("EXT")) {
    return `the opcode ${name}, a reference to a registry of the process that wrote the file`;
  }
  if (name.endsWith("BUFFER")) {
    return `the opcode ${name}, an array that was written to another file`;
  }
  if (name.endsWith("BINSTRING")) {
    return `the opcode ${name}, which only Python 2 writes`;
  }
  return `the opcode ${name} of the protocols 0 and 1`;
}
