/** How a session is called and counted: what held when it began, whatever is put down differently afterwards. */
export interface SessionLabels {
  /** What people called the charger; the configuration's name where nobody had said. */
  readonly charger: string;
  readonly serialNumber: string;
  /** Site and space; empty where nobody had said. */
  readonly place: string;
  readonly address: string;
  /** What people called the tag, or the guest. */
  readonly alias?: string;
  /** Of somebody whom the place knows, or of a visitor. */
  readonly access?: "private" | "public";
  /** What was agreed; left out where only the back end knows. */
  readonly payment?: "free" | "paid";
  /** Of what it may cost, as ISO 4217 writes it. */
  readonly currency?: string;
}
