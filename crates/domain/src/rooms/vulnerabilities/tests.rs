use crate::testing::World;
