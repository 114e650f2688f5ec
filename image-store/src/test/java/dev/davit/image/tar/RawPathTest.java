package dev.davit.image.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawPathTest {

  @ParameterizedTest
  @CsvSource({
    "'',''",
    ".,''",
    "./,''",
    "/,''",
    "a,a",
    "./a,a",
    "/a/b,a/b",
    "a/b/,a/b",
    "a//b,a/b",
    "a/./b,a/b",
    "a/.b,a/.b",
    ".a/b.,.a/b.",
    "a/../b,a/../b",
    "a/.,a"
  })
  void dropsWhatMeansNothing(String path, String normal) {
    assertEquals(new RawPath(normal), new RawPath(path).normalized());
  }

  @ParameterizedTest
  @CsvSource({"..,true", "a/../b,true", "a/..,true", "a..b,false", "a/...,false", "a,false"})
  void climbsByTwoDotsAlone(String path, boolean climbs) {
    assertEquals(climbs, new RawPath(path).climbs());
  }

  @ParameterizedTest
  @CsvSource({"a,'',a", "a/b,a,b", "a/b/c,a/b,c"})
  void isMadeOfItsParentAndItsBase(String path, String parent, String base) {
    RawPath whole = new RawPath(path);
    assertEquals(new RawPath(parent), whole.parent());
    assertEquals(new RawPath(base), whole.base());
    assertEquals(whole, whole.parent().child(whole.base()));
    assertEquals(whole.hashCode(), whole.parent().child(whole.base()).hashCode());
    assertFalse(whole.equals(new RawPath(path + "x")));
    assertTrue(whole.compareTo(new RawPath(path + "x")) < 0);
  }
}
