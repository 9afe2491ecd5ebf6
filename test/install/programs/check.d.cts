declare function check(
  linquant: typeof import('linquant'),
  formats: typeof import('linquant/formats'),
): Promise<void>;
export = check;
