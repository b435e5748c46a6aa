// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeCodec;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The long form of the fuzzing in {@link ChangeCodecTest}, which its name keeps out of a plain
/// build: `mvn -pl dots test -Dtest=StoredChangeFuzz -Dfuzz.inputs=1000000`.
class StoredChangeFuzz {

  @Test
  void givesAChangeOfTheServerOrARefusalForAMillionInputs() {
    fuzz("stored server change", new ServerChangeCodec(), AnyChange::ofServer);
  }

  @Test
  void givesAChangeOfTheClientOrARefusalForAMillionInputs() {
    fuzz("stored client change", new ClientChangeCodec(), AnyChange::ofClient);
  }

  private static <C> void fuzz(String name, ChangeCodec<C> codec, Function<AnyChange, C> sample) {
    long seed = Long.getLong("seed", System.nanoTime());
    long inputs = Long.getLong("fuzz.inputs", 1_000_000);
    long accepted = drive(codec, new Random(seed), inputs, sample);
    System.out.printf(
        "fuzz: %s: %,d inputs, %,d accepted, seed %d%n", name, inputs, accepted, seed);
  }

  private static <C> long drive(
      ChangeCodec<C> codec, Random random, long inputs, Function<AnyChange, C> sample) {
    var any = new AnyChange(random);
    Supplier<byte[]> fresh = () -> codec.encode(sample.apply(any));
    byte[] valid = fresh.get();
    long accepted = 0;
    for (long i = 0; i < inputs; i++) {
      if (i % 50 == 0) valid = fresh.get();
      if (isAccepted(codec, mutated(valid, random))) accepted++;
    }
    return accepted;
  }

  /// Anything thrown but a {@link WireException} is a failure; what is accepted reads back as
  /// itself.
  static <C> boolean isAccepted(ChangeCodec<C> codec, byte[] bytes) {
    C change;
    try {
      change = codec.decode(bytes);
    } catch (WireException refused) {
      return false;
    }
    if (codec.decode(codec.encode(change)).equals(change)) return true;
    throw new AssertionError(change + " does not read back as itself");
  }

  static byte[] mutated(byte[] bytes, Random random) {
    if (random.nextInt(10) == 0) {
      var noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      return noise;
    }
    var mutated = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(5) - 2));
    for (int edits = random.nextInt(4); edits > 0 && mutated.length > 0; edits--) {
      int at = random.nextInt(mutated.length);
      mutated[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (mutated[at] ^ 1 << random.nextInt(8));
    }
    return mutated;
  }
}
