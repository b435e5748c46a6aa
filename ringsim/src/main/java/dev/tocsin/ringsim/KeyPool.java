// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Key pairs made before a run, on all cores: a run's time is then its messages'. They follow from
/// a seed, as everything in a run does, so they must guard nothing.
public final class KeyPool {

  // What the overlay takes at least.
  private static final int BITS = 2048;
  // By name: another provider in front would draw from a source of its own.
  private static final String PROVIDER = "SunRsaSign";

  // The authority's first.
  private final List<KeyPair> pairs;

  private KeyPool(List<KeyPair> pairs) {
    this.pairs = List.copyOf(pairs);
  }

  /// Makes keys of RSA: the draft's signatures know no other ones.
  ///
  /// @param keys for peers; the authority has one of its own
  public static KeyPool of(int keys, long seed, RingRun.Progress progress) {
    if (keys < 1) throw new IllegalArgumentException(keys + " keys");
    int cores = Runtime.getRuntime().availableProcessors();
    var seeds = new SplittableRandom(seed);
    try (var threads = Executors.newFixedThreadPool(cores)) {
      var wanted = new ArrayList<Future<KeyPair>>();
      for (int i = 0; i <= keys; i++) {
        var random = seeds.split();
        wanted.add(threads.submit(() -> generate(random)));
      }
      var made = new ArrayList<KeyPair>();
      for (var each : wanted) {
        made.add(each.get());
        progress.at("making keys", made.size(), wanted.size());
      }
      return new KeyPool(made);
    } catch (ExecutionException e) {
      throw new IllegalStateException("keys can be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while making keys", e);
    }
  }

  private static KeyPair generate(SplittableRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA", PROVIDER);
    var spec = new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4);
    generator.initialize(spec, new SeededRandom(random));
    return generator.generateKeyPair();
  }

  KeyPair authority() {
    return pairs.getFirst();
  }

  /// Whoever comes after the last one gets the first one again; certificates still tell peers
  /// apart.
  ///
  /// @param number of the peer, from 0
  KeyPair peer(int number) {
    return pairs.get(1 + number % (pairs.size() - 1));
  }
}
