// What the description of the backend is, by its types.
import { type BackendInfo, backend, type InstructionSet, type LoadAttempt } from 'linquant';
import { exact } from './exact.js';

exact<BackendInfo>()(backend);
exact<'native' | 'wasm' | 'javascript'>()(backend.name);
exact<InstructionSet | 'simd128' | 'none'>()(backend.instructionSet);
exact<'scalar' | 'avx2' | 'avx512' | 'avx512vnni' | 'neon' | 'neondot'>()(null as unknown as InstructionSet);
exact<readonly InstructionSet[]>()(backend.available);
exact<string | undefined>()(backend.path);
exact<string | undefined>()(backend.reason);
exact<readonly LoadAttempt[]>()(backend.attempts);
exact<{ path: string; error: string }>()({ ...backend.attempts[0]! });

// @ts-expect-error the description cannot be written to
backend.name = 'native';
// @ts-expect-error nor what it holds
backend.available.push('neon');
// @ts-expect-error nor what that holds
backend.attempts[0]!.path = '';
// @ts-expect-error no such property
backend.isa.toString();
// @ts-expect-error no such instruction set
if (backend.instructionSet === 'sse2') backend.toString();
