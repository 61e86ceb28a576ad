import type { RequestPdu, ResponsePdu } from "#hal/wire/modbus-pdu";

/** One request and the answer to it as published, with the CRC that the publisher printed or the device sent. */
export interface GoldenExchange {
  readonly source: string;
  readonly unit: number;
  readonly request: RequestPdu;
  readonly requestFrame: string;
  readonly response: ResponsePdu;
  readonly responseFrame: string;
}

const bits = (text: string): readonly boolean[] => Array.from(text.replaceAll(" ", ""), (bit) => bit === "1");

/**
 * The worked examples of MODBUS Application Protocol V1.1b3 chapter 6 where noted "specification" have their PDU from there; the frames
 * with unit and CRC are the ones of Simply Modbus' teaching pages (www.simplymodbus.ca, FC01 to FC16), a publisher with an implementation
 * of its own. "Eastron" is the example of the SDM630 Modbus protocol document (voltage L1 = 230.2 V). "Captured"
 * is traffic of a real meter as printed in the documentation of chargeITmobility's bsm-python (doc/examples/snapshots.md, revision 5926f95).
 * All CRCs were checked with a second
 * implementation, in Python, when this file was made.
 */
export const goldenExchanges: readonly GoldenExchange[] = [
  {
    source: "simplymodbus FC01",
    unit: 0x11,
    request: { kind: "readCoils", address: 0x13, count: 37 },
    requestFrame: "11 01 0013 0025 0E84",
    response: { kind: "readCoils", bits: bits("10110011 11010110 01001101 01110000 11011") },
    responseFrame: "11 01 05 CD 6B B2 0E 1B 45E6",
  },
  {
    source: "simplymodbus FC02; PDU as in the specification",
    unit: 0x11,
    request: { kind: "readDiscreteInputs", address: 0xc4, count: 22 },
    requestFrame: "11 02 00C4 0016 BAA9",
    response: { kind: "readDiscreteInputs", bits: bits("00110101 11011011 101011") },
    responseFrame: "11 02 03 AC DB 35 2018",
  },
  {
    source: "simplymodbus FC03; request PDU as in the specification",
    unit: 0x11,
    request: { kind: "readHolding", address: 0x6b, count: 3 },
    requestFrame: "11 03 006B 0003 7687",
    response: { kind: "readHolding", registers: [0xae41, 0x5652, 0x4340] },
    responseFrame: "11 03 06 AE41 5652 4340 49AD",
  },
  {
    source: "simplymodbus FC04; PDU as in the specification",
    unit: 0x11,
    request: { kind: "readInput", address: 8, count: 1 },
    requestFrame: "11 04 0008 0001 B298",
    response: { kind: "readInput", registers: [10] },
    responseFrame: "11 04 02 000A F8F4",
  },
  {
    source: "Eastron SDM630 Modbus protocol, reading voltage L1",
    unit: 1,
    request: { kind: "readInput", address: 0, count: 2 },
    requestFrame: "01 04 0000 0002 71CB",
    response: { kind: "readInput", registers: [0x4366, 0x3334] },
    responseFrame: "01 04 04 4366 3334 1B38",
  },
  {
    source: "simplymodbus FC05; PDU as in the specification",
    unit: 0x11,
    request: { kind: "writeCoil", address: 0xac, value: true },
    requestFrame: "11 05 00AC FF00 4E8B",
    response: { kind: "writeCoil", address: 0xac, value: true },
    responseFrame: "11 05 00AC FF00 4E8B",
  },
  {
    source: "simplymodbus FC06; PDU as in the specification",
    unit: 0x11,
    request: { kind: "writeRegister", address: 1, value: 3 },
    requestFrame: "11 06 0001 0003 9A9B",
    response: { kind: "writeRegister", address: 1, value: 3 },
    responseFrame: "11 06 0001 0003 9A9B",
  },
  {
    source: "simplymodbus FC15; PDU as in the specification",
    unit: 0x11,
    request: { kind: "writeCoils", address: 0x13, values: bits("10110011 10") },
    requestFrame: "11 0F 0013 000A 02 CD01 BF0B",
    response: { kind: "writeCoils", address: 0x13, count: 10 },
    responseFrame: "11 0F 0013 000A 2699",
  },
  {
    source: "simplymodbus FC16; PDU as in the specification",
    unit: 0x11,
    request: { kind: "writeRegisters", address: 1, values: [0x000a, 0x0102] },
    requestFrame: "11 10 0001 0002 04 000A 0102 C6F0",
    response: { kind: "writeRegisters", address: 1, count: 2 },
    responseFrame: "11 10 0001 0002 1298",
  },
  {
    source: "simplymodbus exceptions; PDU as in the specification",
    unit: 0x0a,
    request: { kind: "readCoils", address: 0x04a1, count: 1 },
    requestFrame: "0A 01 04A1 0001 AC63",
    response: { kind: "exception", functionCode: 1, code: 2 },
    responseFrame: "0A 81 02 B053",
  },
  {
    source: "captured from a BSM-WS36A, asking for a signed snapshot",
    unit: 0x2a,
    request: { kind: "writeRegisters", address: 0x9e4c, values: [2] },
    requestFrame: "2a 10 9e4c 0001 02 0002 bca5",
    response: { kind: "writeRegisters", address: 0x9e4c, count: 1 },
    responseFrame: "2a 10 9e4c 0001 e9ed",
  },
  {
    source: "captured from a BSM-WS36A, reading the tail of a signature",
    unit: 0x2a,
    request: { kind: "readHolding", address: 0x9f2c, count: 27 },
    requestFrame: "2a 03 9f2c 001b ec07",
    response: {
      kind: "readHolding",
      registers: [
        ...[0x9f96, 0x4647, 0x7345, 0x6895, 0xa330, 0x1651, 0x54df, 0x038d, 0x91f6, 0x1656, 0xc0a7, 0xf860, 0x7ee0],
        ...[0x6c68, 0xb200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ],
    },
    responseFrame:
      "2a 03 36 9f96464773456895a330165154df038d91f61656c0a7f8607ee06c68b200000000000000000000000000000000000000000000000000 51cf",
  },
];
