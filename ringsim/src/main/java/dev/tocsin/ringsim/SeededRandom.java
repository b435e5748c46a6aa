// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/// Numbers that anybody can predict who knows the seed, where Java wants secure ones: for keys of
/// simulated peers only.
final class SeededRandom extends SecureRandom {

  @Serial private static final long serialVersionUID = 1;

  SeededRandom(SplittableRandom random) {
    super(new Source(random), null);
  }

  private static final class Source extends SecureRandomSpi {

    @Serial private static final long serialVersionUID = 1;

    private final transient SplittableRandom random;

    Source(SplittableRandom random) {
      this.random = random;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      throw new UnsupportedOperationException("it has its seed");
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      var seed = new byte[count];
      random.nextBytes(seed);
      return seed;
    }
  }
}
