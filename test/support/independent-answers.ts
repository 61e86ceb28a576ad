import {
  amount,
  type Expectation,
  fits,
  flag,
  listOf,
  natural,
  oneOf,
  problemsOf,
  status,
  text,
  time,
  whole,
  word,
} from "#test/support/independent-checks";

/** What OCPP 1.6 edition 2 and its security white paper let a charger answer, written down by hand from their tables like the requests. */
const period = fits({
  required: { startPeriod: natural, limit: amount },
  optional: { numberPhases: oneOfNumbers(1, 2, 3) },
});
const schedule = fits({
  required: { chargingRateUnit: oneOf("A", "W"), chargingSchedulePeriod: listOf(period) },
  optional: { duration: natural, startSchedule: time, minChargingRate: amount },
});
const configurationKey = fits({ required: { key: text(50), readonly: flag }, optional: { value: word(500) } });
const certificateHash = fits({
  required: {
    hashAlgorithm: oneOf("SHA256", "SHA384", "SHA512"),
    issuerNameHash: text(128),
    issuerKeyHash: text(128),
    serialNumber: text(40),
  },
});

const yesOrNo = status("Accepted", "Rejected");

const expectations: Readonly<Record<string, Expectation>> = {
  CancelReservation: yesOrNo,
  ChangeAvailability: status("Accepted", "Rejected", "Scheduled"),
  ChangeConfiguration: status("Accepted", "Rejected", "RebootRequired", "NotSupported"),
  ClearCache: yesOrNo,
  ClearChargingProfile: status("Accepted", "Unknown"),
  DataTransfer: {
    ...status("Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"),
    optional: { data: word(1_000_000) },
  },
  GetCompositeSchedule: {
    ...yesOrNo,
    optional: { connectorId: natural, scheduleStart: time, chargingSchedule: schedule },
  },
  GetConfiguration: {
    required: {},
    optional: { configurationKey: listOf(configurationKey), unknownKey: listOf(word(50)) },
  },
  GetDiagnostics: { required: {}, optional: { fileName: text(255) } },
  GetLocalListVersion: { required: { listVersion: (value) => whole(value) && Number(value) >= -1 } },
  RemoteStartTransaction: yesOrNo,
  RemoteStopTransaction: yesOrNo,
  ReserveNow: status("Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"),
  Reset: yesOrNo,
  SendLocalList: status("Accepted", "Failed", "NotSupported", "VersionMismatch"),
  SetChargingProfile: status("Accepted", "Rejected", "NotSupported"),
  TriggerMessage: status("Accepted", "Rejected", "NotImplemented"),
  UnlockConnector: status("Unlocked", "UnlockFailed", "NotSupported"),
  UpdateFirmware: { required: {} },
  // The security white paper, edition 3.
  CertificateSigned: yesOrNo,
  DeleteCertificate: status("Accepted", "Failed", "NotFound"),
  ExtendedTriggerMessage: status("Accepted", "Rejected", "NotImplemented"),
  GetInstalledCertificateIds: {
    ...status("Accepted", "NotFound"),
    optional: { certificateHashData: listOf(certificateHash) },
  },
  GetLog: { ...status("Accepted", "Rejected", "AcceptedCanceled"), optional: { filename: text(255) } },
  InstallCertificate: status("Accepted", "Failed", "Rejected"),
  SignedUpdateFirmware: status(
    ...["Accepted", "Rejected", "AcceptedCanceled", "InvalidCertificate", "RevokedCertificate"],
  ),
};

const errorCodes: readonly unknown[] = [
  ...["NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError", "FormationViolation"],
  ...["PropertyConstraintViolation", "OccurenceConstraintViolation", "TypeConstraintViolation", "GenericError"],
];

export const answeredRequests: ReadonlySet<string> = new Set(Object.keys(expectations));

/** What is wrong with the result of a charger; nothing when all is well. */
export function resultProblems(action: string, payload: unknown): readonly string[] {
  const expectation = expectations[action];
  if (expectation === undefined) return [`a result of ${action}, which no charger serves`];
  const problems = [...problemsOf(expectation, payload), ...(action === "GetCompositeSchedule" ? gaps(payload) : [])];
  return problems.map((problem) => `the result of ${action}: ${problem} in ${JSON.stringify(payload)}`);
}

/** The parts of a CALLERROR behind its id (OCPP-J 1.6 section 4.2.3): a code of 1.6 as it is spelt there, a text, an object. */
export function errorProblems(action: string, [code, description, details]: readonly unknown[]): readonly string[] {
  const isObject = typeof details === "object" && details !== null && !Array.isArray(details);
  return [
    ...(errorCodes.includes(code) ? [] : [`the error of ${action} has the code ${String(code)}`]),
    ...(word(255)(description) ? [] : [`the error of ${action} has no description`]),
    ...(isObject ? [] : [`the error of ${action} has no details`]),
  ];
}

/** An accepted schedule is there, and says where it begins. */
function gaps(payload: unknown): readonly string[] {
  const { status: said, ...rest } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  const names = ["connectorId", "scheduleStart", "chargingSchedule"].filter((name) => !(name in rest));
  return said === "Accepted" && names.length > 0 ? [`${names.join(", ")} missing`] : [];
}

function oneOfNumbers(...numbers: readonly number[]) {
  return (value: unknown): boolean => typeof value === "number" && numbers.includes(value);
}
