import type { VariableDefinition } from "#agent/domain/variables/variable-type";

/** How files come and go. */
export const files = {
  /** What is really offered, by what is installed; empty where no file can go anywhere. */
  supportedFileTransferProtocols: {
    type: "string",
    constraints: { maximumLength: 500, pattern: /^/ },
    default: "",
    key16: "SupportedFileTransferProtocols",
    name2x: "OCPPCommCtrlr.FileTransferProtocols",
    meaning: "How firmware, diagnostics and logs can be transferred.",
    mutability: "ReadOnly",
    rebootRequired: false,
  },
} as const satisfies Readonly<Record<string, VariableDefinition<"string">>>;
