/**
 * CRC-16/MODBUS: polynomial 0x8005 reflected, start 0xFFFF, no final change. On the wire the low byte goes first, so the CRC over a frame
 * with its CRC is 0. Source: MODBUS over Serial Line V1.02, section 6.2.2.
 */
export function crc16Modbus(bytes: Uint8Array): number {
  let crc = CRC16_START;
  for (const byte of bytes) crc = crc16ModbusStep(crc, byte);
  return crc;
}

/** The CRC of no bytes. */
export const CRC16_START = 0xffff;

/** The CRC of one byte more. */
export function crc16ModbusStep(crc: number, byte: number): number {
  return (crc >>> 8) ^ (crcOfByte[(crc ^ byte) & 0xff] ?? 0);
}

/** What each byte leaves after its eight bits were divided. */
const crcOfByte = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});
