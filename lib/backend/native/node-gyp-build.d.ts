declare module 'node-gyp-build' {
  function load(directory?: string): unknown;
  namespace load {
    /** The file that `load` would require; throws where there is none. */
    function resolve(directory?: string): string;
  }
  export = load;
}
