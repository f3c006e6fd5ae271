/** Text in lines, each of which begins as far right as the writer stands. */
export class TextWriter {
  #text = "";
  #indentation = "";
  #isLineStart = true;

  /** How far right lines begin. */
  get columns(): number {
    return this.#indentation.length;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Writes text of one line or several; lines without text stay empty. */
  write(text: string): void {
    if (this.#indentation === "" && text !== "") {
      this.#text += text;
      this.#isLineStart = text.endsWith("\n");
      return;
    }
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      this.#writePart(text.slice(start, end));
      this.newLine();
      start = end + 1;
    }
    this.#writePart(start === 0 ? text : text.slice(start));
  }

  writeLine(text: string): void {
    this.write(text);
    this.newLine();
  }

  newLine(): void {
    this.#text += "\n";
    this.#isLineStart = true;
  }

  /** Lets lines begin two columns further right while `write` runs. */
  indent(write: () => void): void {
    const before = this.#indentation;
    this.#indentation = `${before}  `;
    write();
    this.#indentation = before;
  }

  toString(): string {
    return this.#text;
  }

  #writePart(text: string): void {
    if (text !== "") {
      this.#text += this.#isLineStart ? this.#indentation + text : text;
      this.#isLineStart = false;
    }
  }
}
