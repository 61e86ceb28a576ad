/**
 * How a slow disk is flushed: what is committed without a flush is made durable afterwards, while the process goes on. One flush at a time. Until its
 * promise resolves a power cut may leave any part of what was committed since the last flush that succeeded, in whole commits and in their order.
 */
export interface LateFlush {
  /** Number of the last commit. */
  readonly lastCommit: number;
  /** Makes durable whatever has been committed until now. Rejects as the disk does: then nothing is known of it but that it can be read. */
  flush(): Promise<void>;
  /**
   * After one that was rejected: writes once more what it was about. The system takes pages for written that it could not write, and would leave
   * them out of the next flush.
   * @throws AgentError `store.failed`
   */
  again(): void;
}
