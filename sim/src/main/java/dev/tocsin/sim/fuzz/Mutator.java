// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Turns samples into inputs: mostly samples with a few wounds, now and then plain noise.
final class Mutator {

  private static final int BYTES_MAX = 4096;
  private static final int NOISE_BYTES_MAX = 64;
  private static final int WOUNDS_MAX = 6;

  // Edges of CBOR's initial bytes, of ASCII and of numbers.
  private static final int[] EDGES = {
    0x00, 0x01, 0x17, 0x18, 0x1b, 0x1c, 0x1f, 0x20, 0x3b, 0x40, 0x5f, 0x60, 0x7b, 0x7f, 0x80, 0x9b,
    0x9f, 0xa0, 0xbb, 0xbf, 0xc4, 0xd9, 0xf4, 0xf6, 0xf7, 0xf8, 0xf9, 0xfb, 0xff, '"', '/', '=', '{'
  };

  private final RandomGenerator random;
  private final List<byte[]> samples;

  Mutator(RandomGenerator random, List<byte[]> samples) {
    this.random = random;
    this.samples = samples;
  }

  byte[] next() {
    if (random.nextInt(20) == 0) return noise();
    byte[] input = sample().clone();
    int wounds = random.nextInt(WOUNDS_MAX);
    for (int i = 0; i < wounds; i++) input = wound(input);
    return input.length > BYTES_MAX ? Arrays.copyOf(input, BYTES_MAX) : input;
  }

  private byte[] wound(byte[] input) {
    if (input.length == 0) return noise();
    int at = random.nextInt(input.length);
    int length = random.nextInt(1, 1 + Math.min(16, input.length - at));
    return switch (random.nextInt(8)) {
      case 0 -> withByte(input, at, input[at] ^ 1 << random.nextInt(8));
      case 1 -> withByte(input, at, EDGES[random.nextInt(EDGES.length)]);
      case 2 -> withByte(input, at, random.nextInt(256));
      case 3 -> splice(input, at, new byte[] {(byte) EDGES[random.nextInt(EDGES.length)]}, 0);
      case 4 -> splice(input, at, new byte[0], length);
      case 5 -> splice(input, at, Arrays.copyOfRange(input, at, at + length), 0);
      case 6 -> Arrays.copyOf(input, at);
      default -> crossed(input, at);
    };
  }

  /// The beginning of one and the end of another.
  private byte[] crossed(byte[] input, int at) {
    byte[] other = sample();
    if (other.length == 0) return input;
    int from = random.nextInt(other.length);
    return splice(input, at, Arrays.copyOfRange(other, from, other.length), input.length - at);
  }

  private byte[] noise() {
    var bytes = new byte[random.nextInt(NOISE_BYTES_MAX)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] sample() {
    return samples.get(random.nextInt(samples.size()));
  }

  private static byte[] withByte(byte[] input, int at, int value) {
    input[at] = (byte) value;
    return input;
  }

  private static byte[] splice(byte[] input, int at, byte[] inserted, int removed) {
    var result = new byte[input.length + inserted.length - removed];
    System.arraycopy(input, 0, result, 0, at);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    int rest = at + removed;
    System.arraycopy(input, rest, result, at + inserted.length, input.length - rest);
    return result;
  }
}
