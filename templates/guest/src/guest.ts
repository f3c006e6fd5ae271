/** Implements the interface `greetings` of ../wit/world.wit. */
export const greetings = {
  greet(name: string): string {
    return `hello, ${name}`;
  },
};
