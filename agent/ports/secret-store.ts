/** A few small texts that nobody but the agent may read: keys, passwords, certificates. Each is replaced as a whole or not at all. */
export interface SecretStore {
  read(name: string): string | undefined;
  /**
   * Durable when it returns; a cut in between leaves the text that was there.
   * @throws AgentError `secret.not-written`
   */
  write(name: string, text: string): void;
  /** @throws AgentError `secret.not-written` */
  remove(name: string): void;
}
