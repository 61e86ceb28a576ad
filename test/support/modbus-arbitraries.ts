import fc from "fast-check";

import { modbusLimits, type RequestPdu, type ResponsePdu } from "#hal/wire/modbus-pdu";

const word = fc.integer({ min: 0, max: 0xffff });
const upTo = (max: number) => fc.integer({ min: 1, max });
const listOf = <Value>(value: fc.Arbitrary<Value>, maxLength: number) => fc.array(value, { minLength: 1, maxLength });

/** Every kind of request that a device may be asked, with spans that end at address 65535 at the latest. */
export const anyRequest: fc.Arbitrary<RequestPdu> = fc
  .oneof<fc.Arbitrary<RequestPdu>[]>(
    fc.record({
      kind: fc.constantFrom("readCoils", "readDiscreteInputs"),
      address: word,
      count: upTo(modbusLimits.readBits),
    }),
    fc.record({
      kind: fc.constantFrom("readHolding", "readInput"),
      address: word,
      count: upTo(modbusLimits.readRegisters),
    }),
    fc.record({ kind: fc.constant("writeCoil"), address: word, value: fc.boolean() }),
    fc.record({ kind: fc.constant("writeRegister"), address: word, value: word }),
    fc.record({ kind: fc.constant("writeCoils"), address: word, values: listOf(fc.boolean(), 100) }),
    fc.record({
      kind: fc.constant("writeRegisters"),
      address: word,
      values: listOf(word, modbusLimits.writeRegisters),
    }),
  )
  .map((request) => ({ ...request, address: Math.min(request.address, 0xffff - spanOf(request) + 1) }));

/** A request with a good answer or an exception to it. */
export const anyExchange: fc.Arbitrary<{ readonly request: RequestPdu; readonly response: ResponsePdu }> =
  anyRequest.chain((request) => responseTo(request).map((response) => ({ request, response })));

function responseTo(request: RequestPdu): fc.Arbitrary<ResponsePdu> {
  switch (request.kind) {
    case "readCoils":
    case "readDiscreteInputs":
      return exactly(fc.boolean(), request.count).map((bits) => ({ kind: request.kind, bits }));
    case "readHolding":
    case "readInput":
      return exactly(word, request.count).map((registers) => ({ kind: request.kind, registers }));
    case "writeCoil":
    case "writeRegister":
      return fc.constant(request);
    case "writeCoils":
    case "writeRegisters":
      return fc.constant({ kind: request.kind, address: request.address, count: request.values.length });
  }
}

function exactly<Value>(value: fc.Arbitrary<Value>, length: number): fc.Arbitrary<Value[]> {
  return fc.array(value, { minLength: length, maxLength: length });
}

function spanOf(request: RequestPdu): number {
  if ("count" in request) return request.count;
  return "values" in request ? request.values.length : 1;
}
