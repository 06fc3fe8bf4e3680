include!(env!("OUTCROP_TEST_PROGRAM"));
