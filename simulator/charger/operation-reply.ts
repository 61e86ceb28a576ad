/** What came of an operation; `status` is HTTP's. */
export type OperationReply =
  | {
      readonly ok: true;
      readonly state?: object;
      /** Runs when the reply has left. */
      readonly afterwards?: () => void;
    }
  | { readonly ok: false; readonly status: number; readonly error: string };

/** Carries out one operation by its name. Never rejects. */
export type RunOperation = (operation: string, fields: unknown) => Promise<OperationReply>;
